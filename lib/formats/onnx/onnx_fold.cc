// Operators on literals that convert or rearrange elements.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "formats/onnx/onnx_literals.h"
#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

template <class To, class From>
To converted(From from, const OnnxNode& node) {
  if constexpr (std::is_same_v<From, Half> || std::is_same_v<From, BFloat16>) {
    return converted<To>(static_cast<float>(from), node);
  } else if constexpr (std::is_same_v<To, Half> || std::is_same_v<To, BFloat16>) {
    return To(static_cast<float>(from));
  } else if constexpr (std::is_floating_point_v<From> && !std::is_same_v<To, bool> &&
                       std::is_integral_v<To>) {
    // Beyond the range of the type the conversion is not defined.
    const auto value = static_cast<double>(from);
    if (!(std::abs(value) < 9e18) ||
        static_cast<double>(static_cast<To>(static_cast<int64_t>(value))) != std::trunc(value)) {
      node.unsupported("an element does not fit the type that it is converted to");
    }
    return static_cast<To>(static_cast<int64_t>(value));
  } else {
    return static_cast<To>(from);
  }
}

Tensor converted_literal(const OnnxNode& node, const Tensor& data, DType dtype) {
  Tensor result = Tensor::allocate(dtype, data.shape());
  visit_dtype(data.dtype(), [&](auto from) {
    using From = decltype(from);
    visit_dtype(dtype, [&](auto to) {
      using To = decltype(to);
      const Span<const From> source = data.data<From>();
      std::transform(source.begin(), source.end(), result.mutable_data<To>().begin(),
                     [&](From element) { return converted<To>(element, node); });
    });
  });
  return result;
}

}  // namespace

std::optional<Tensor> fold_cast(const OnnxNode& node) {
  return converted_literal(node, *node.literal(0), cast_type(node));
}

std::optional<Tensor> fold_cast_like(const OnnxNode& node) {
  return converted_literal(node, *node.literal(0), node.type(1).dtype);
}

std::optional<Tensor> fold_concat(const OnnxNode& node) {
  const DType dtype = node.type(0).dtype;
  int64_t size = 0;
  for (size_t i = 0; i < node.input_count(); ++i) {
    if (node.type(i).dtype != dtype || node.rank(i) != 1) return std::nullopt;
    size += node.shape(i)[0];
    if (size > kMaxFoldedElements) return std::nullopt;
  }
  Tensor result = Tensor::allocate(dtype, {size});
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    T* next = result.mutable_data<T>().begin();
    for (size_t i = 0; i < node.input_count(); ++i) {
      const Span<const T> part = node.literal(i)->data<T>();
      next = std::copy(part.begin(), part.end(), next);
    }
  });
  return result;
}

std::optional<Tensor> fold_constant_of_shape(const OnnxNode& node) {
  const auto shape = node.integers({"input", 0});
  const auto count = checked_element_count(*shape);
  if (!count || *count > kMaxFoldedElements) {
    node.unsupported("it makes a tensor of shape " + to_string(*shape));
  }
  const Tensor value = node.tensor("value").value_or(Tensor::allocate(DType::kFloat32, {1}));
  if (value.size() != 1) node.fail("its value is not one element");
  return take_elements(value, std::vector<int64_t>(static_cast<size_t>(*count)), *shape);
}

std::optional<Tensor> fold_gather(const OnnxNode& node) {
  const Tensor& data = *node.literal(0);
  const auto indices = node.integers({"indices", 1});
  const int64_t axis = node.normalize_axis(node.integer({"axis"}).value_or(0), node.rank(0));
  if (axis != 0 || node.rank(0) != 1 || !indices) return std::nullopt;
  std::vector<int64_t> positions;
  for (int64_t index : *indices) positions.push_back(node.normalize_axis(index, data.size()));
  return take_elements(data, positions, node.shape(1));
}

std::optional<Tensor> fold_slice(const OnnxNode& node) {
  const SliceAttrs attrs = slice_attributes(node);
  Graph scratch;
  const ValueId data = scratch.add_input("data", node.type(0));
  const ValueId part = scratch.add_node(OpKind::kSlice, node.proto().output(0), attrs, {data});
  const Shape &from = node.shape(0), &to = scratch.value(part).type.shape;
  if (element_count(to) > kMaxFoldedElements) return std::nullopt;
  std::vector<int64_t> positions;
  for (int64_t i = 0; i < element_count(to); ++i) {
    int64_t position = 0, rest = i, stride = 1;
    for (size_t axis = from.size(); axis-- > 0;) {
      position += (attrs.begin[axis] + rest % to[axis] * attrs.step[axis]) * stride;
      rest /= to[axis];
      stride *= from[axis];
    }
    positions.push_back(position);
  }
  return take_elements(*node.literal(0), positions, to);
}

std::optional<Tensor> fold_reshape(const OnnxNode& node) {
  // The graph's own inference resolves 0 and -1.
  Graph scratch;
  const ValueId data = scratch.add_input("data", node.type(0));
  const ValueId result =
      scratch.add_node(OpKind::kReshape, node.proto().output(0), reshape_attributes(node), {data});
  return node.literal(0)->reshaped(scratch.value(result).type.shape);
}

std::optional<Tensor> fold_squeeze(const OnnxNode& node) {
  return node.literal(0)->reshaped(squeezed_shape(node));
}

std::optional<Tensor> fold_unsqueeze(const OnnxNode& node) {
  return node.literal(0)->reshaped(unsqueezed_shape(node));
}

std::optional<Tensor> fold_transpose(const OnnxNode& node) {
  const Tensor& data = *node.literal(0);
  if (node.rank(0) != 2 || permutation_of(node) != std::vector<int64_t>{1, 0}) return std::nullopt;
  const int64_t rows = data.shape()[0], columns = data.shape()[1];
  Tensor result = Tensor::allocate(data.dtype(), {columns, rows});
  visit_dtype(data.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < rows * columns; ++i) {
      result.mutable_data<T>()[i % columns * rows + i / columns] = data.data<T>()[i];
    }
  });
  return result;
}

}  // namespace msquant
