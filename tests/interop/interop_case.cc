#include "interop/interop_case.h"

#include <algorithm>
#include <cmath>

#include "engine/executor.h"

namespace msquant {
namespace {

constexpr float kRelative = 1e-3f, kAbsolute = 1e-4f;

bool is_close(const Tensor& actual, const Tensor& expected) {
  const Span<const float> a = actual.data<float>(), e = expected.data<float>();
  return actual.shape() == expected.shape() &&
         std::equal(a.begin(), a.end(), e.begin(), [](float x, float y) {
           return x == y || std::abs(x - y) <= kAbsolute + kRelative * std::abs(y);
         });
}

}  // namespace

bool gives_expected(const InteropCase& given, const Graph& graph) {
  ExecutorOptions options;
  options.engine = "reference";
  const std::vector<Tensor> outputs = make_executor(graph, options)->run(given.inputs);
  return std::equal(outputs.begin(), outputs.end(), given.expected.begin(), given.expected.end(),
                    is_close);
}

}  // namespace msquant
