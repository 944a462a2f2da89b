#include "engine/executor.h"

#include "base/error.h"
#include "engine/onednn/onednn_executor.h"
#include "engine/reference/reference_executor.h"

namespace msquant {

std::unique_ptr<Executor> make_executor(const Graph& graph, const ExecutorOptions& options) {
  if (options.engine == "onednn") return make_onednn_executor(graph, options);
  if (options.engine == "reference") return make_reference_executor(graph, options);
  throw Error(ErrorKind::kUsage, "unknown engine", "'" + options.engine + "'", {},
              "use 'onednn' or 'reference'");
}

}  // namespace msquant
