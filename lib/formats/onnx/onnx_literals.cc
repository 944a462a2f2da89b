#include "formats/onnx/onnx_literals.h"

#include <algorithm>
#include <string>
#include <utility>

namespace msquant {
namespace {

// The element of an operand of shape `from` that element `i` of `to` is computed from.
int64_t broadcast_index(int64_t i, const Shape& to, const Shape& from) {
  int64_t index = 0, stride = 1;
  for (size_t back = 1; back <= from.size(); ++back) {
    const int64_t dim = from[from.size() - back], size = to[to.size() - back];
    if (dim != 1) index += i % size * stride;
    stride *= dim;
    i /= size;
  }
  return index;
}

}  // namespace

Tensor take_elements(const Tensor& data, const std::vector<int64_t>& indices, Shape shape) {
  Tensor result = Tensor::allocate(data.dtype(), std::move(shape));
  visit_dtype(data.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const Span<const T> source = data.data<T>();
    std::transform(indices.begin(), indices.end(), result.mutable_data<T>().begin(),
                   [&](int64_t index) { return source[index]; });
  });
  return result;
}

std::optional<Shape> folded_shape(const OnnxNode& node, size_t count) {
  // The graph's own inference broadcasts.
  Graph scratch;
  ValueId all = scratch.add_input("0", {DType::kFloat32, node.shape(0)});
  for (size_t i = 1; i < count; ++i) {
    const ValueId next = scratch.add_input(std::to_string(i), {DType::kFloat32, node.shape(i)});
    all = scratch.add_node(OpKind::kAdd, node.proto().output(0), {}, {all, next});
  }
  const Shape& shape = scratch.value(all).type.shape;
  return element_count(shape) > kMaxFoldedElements ? std::nullopt : std::optional(shape);
}

Tensor spread_literal(const Tensor& data, const Shape& shape) {
  if (data.shape() == shape) return data;
  std::vector<int64_t> indices(static_cast<size_t>(element_count(shape)));
  for (size_t i = 0; i < indices.size(); ++i) {
    indices[i] = broadcast_index(static_cast<int64_t>(i), shape, data.shape());
  }
  return take_elements(data, indices, shape);
}

}  // namespace msquant
