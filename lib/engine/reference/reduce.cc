#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// Folds the elements along the reduced axes: total = combine(total, x), and y = finish(total).
template <class Combine, class Finish>
Tensor reduce(const KernelCall& call, double start, Combine combine, Finish finish) {
  const Span<const float> x = call.inputs[0].data<float>();
  const Shape& shape = call.inputs[0].shape();
  Shape kept = shape;
  for (int64_t axis : call.node.as<ReduceAttrs>().axes) kept[static_cast<size_t>(axis)] = 1;
  const Shape strides = broadcast_strides(kept, shape);

  std::vector<double> totals(static_cast<size_t>(element_count(kept)), start);
  for (int64_t i = 0; i < x.size(); ++i) {
    double& total = totals[static_cast<size_t>(offset_of(i, shape, strides))];
    total = combine(total, double{x[i]});
  }
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  std::transform(totals.begin(), totals.end(), result.mutable_data<float>().begin(),
                 [&](double total) { return static_cast<float>(finish(total)); });
  return result;
}

double sum(double a, double b) { return a + b; }
double larger(double a, double b) { return b > a || std::isnan(b) ? b : a; }
double unchanged(double total) { return total; }

}  // namespace

Tensor reduce_mean(const KernelCall& call) {
  const double count = static_cast<double>(call.inputs[0].size()) /
                       static_cast<double>(element_count(call.output.shape));
  return reduce(call, 0, sum, [count](double total) { return total / count; });
}

Tensor reduce_sum(const KernelCall& call) { return reduce(call, 0, sum, unchanged); }

Tensor reduce_max(const KernelCall& call) {
  return reduce(call, -std::numeric_limits<double>::infinity(), larger, unchanged);
}

}  // namespace msquant
