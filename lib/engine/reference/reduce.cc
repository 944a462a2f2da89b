#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {

Tensor reduce_mean(const KernelCall& call) {
  const Span<const float> x = call.inputs[0].data<float>();
  const Shape& shape = call.inputs[0].shape();
  Shape kept = shape;
  for (int64_t axis : call.node.as<ReduceAttrs>().axes) kept[static_cast<size_t>(axis)] = 1;
  const Shape strides = broadcast_strides(kept, shape);

  std::vector<double> sums(static_cast<size_t>(element_count(kept)));
  for (int64_t i = 0; i < x.size(); ++i) {
    sums[static_cast<size_t>(offset_of(i, shape, strides))] += x[i];
  }
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) {
    const double count = static_cast<double>(x.size()) / static_cast<double>(y.size());
    y[i] = static_cast<float>(sums[static_cast<size_t>(i)] / count);
  }
  return result;
}

}  // namespace msquant
