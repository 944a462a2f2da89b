#include "engine/reference/accumulate.h"

#include <limits>
#include <string>

#include "base/error.h"

namespace msquant {

int32_t Accumulator<int8_t>::result(int64_t sum, const Node& node) {
  using Limits = std::numeric_limits<int32_t>;
  if (sum < Limits::min() || sum > Limits::max()) {
    throw Error(ErrorKind::kModel, "an integer sum overflows int32",
                "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")",
                "the sum is " + std::to_string(sum),
                "leave this layer unquantized, or check its bias and scales");
  }
  return static_cast<int32_t>(sum);
}

}  // namespace msquant
