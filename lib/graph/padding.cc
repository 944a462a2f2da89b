#include "graph/padding.h"

#include <algorithm>

namespace msquant {
namespace {

Pair along_one_dimension(int64_t size, int64_t window, int64_t stride, OddPadding odd) {
  const int64_t count = (size + stride - 1) / stride;
  const int64_t total = std::max<int64_t>((count - 1) * stride + window - size, 0);
  const int64_t less = total / 2, more = total - less;
  return odd == OddPadding::kAfter ? Pair{less, more} : Pair{more, less};
}

}  // namespace

Padding same_padding(const Shape& image, const Pair& window, const Pair& stride, OddPadding odd) {
  const Pair rows = along_one_dimension(image.at(2), window[0], stride[0], odd);
  const Pair columns = along_one_dimension(image.at(3), window[1], stride[1], odd);
  return {rows[0], rows[1], columns[0], columns[1]};
}

}  // namespace msquant
