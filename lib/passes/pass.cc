#include "passes/pass.h"

#include <chrono>

#include "base/log.h"
#include "graph/verify.h"

namespace msquant {

void run_pass(std::string_view name, Graph& graph, const std::function<void(Graph&)>& rewrite) {
  const auto start = std::chrono::steady_clock::now();
  rewrite(graph);
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  log::debug("pass {}: {:.1f} ms", name, time.count());
  verify(graph);
}

}  // namespace msquant
