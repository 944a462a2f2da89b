// Operators on literals: the arithmetic of shapes, and rearrangements of weights.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

// Shapes are short; a file must not make us allocate what it only declares.
constexpr int64_t kMaxElements = int64_t{1} << 20;

// Nothing if the result is not representable.
using Arithmetic = std::optional<int64_t> (*)(int64_t, int64_t);

// Only of int64, and one operand may be a single element.
std::optional<Tensor> fold_integers(const OnnxNode& node, Arithmetic compute) {
  const Tensor &a = *node.literal(0), &b = *node.literal(1);
  if (a.dtype() != DType::kInt64 || b.dtype() != DType::kInt64) return std::nullopt;
  const bool spreads_a = a.size() == 1 && a.shape().size() <= b.shape().size();
  const bool spreads_b = b.size() == 1 && b.shape().size() <= a.shape().size();
  if (a.shape() != b.shape() && !spreads_a && !spreads_b) return std::nullopt;
  Tensor result = Tensor::allocate(DType::kInt64, spreads_a ? b.shape() : a.shape());
  Span<int64_t> elements = result.mutable_data<int64_t>();
  for (int64_t i = 0; i < elements.size(); ++i) {
    const auto element =
        compute(a.data<int64_t>()[spreads_a ? 0 : i], b.data<int64_t>()[spreads_b ? 0 : i]);
    if (!element) node.fail("its integers overflow or are divided by 0");
    elements[i] = *element;
  }
  return result;
}

// The elements of `data` at `indices`, as a tensor of shape `shape`.
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

}  // namespace

std::optional<Tensor> fold_add(const OnnxNode& node) {
  return fold_integers(node, [](int64_t a, int64_t b) -> std::optional<int64_t> {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional(sum);
  });
}

std::optional<Tensor> fold_sub(const OnnxNode& node) {
  return fold_integers(node, [](int64_t a, int64_t b) -> std::optional<int64_t> {
    int64_t difference;
    return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : std::optional(difference);
  });
}

std::optional<Tensor> fold_mul(const OnnxNode& node) {
  return fold_integers(node, [](int64_t a, int64_t b) -> std::optional<int64_t> {
    int64_t product;
    return __builtin_mul_overflow(a, b, &product) ? std::nullopt : std::optional(product);
  });
}

std::optional<Tensor> fold_div(const OnnxNode& node) {
  return fold_integers(node, [](int64_t a, int64_t b) -> std::optional<int64_t> {
    const bool is_defined = b != 0 && !(a == INT64_MIN && b == -1);
    return is_defined ? std::optional(a / b) : std::nullopt;
  });
}

std::optional<Tensor> fold_cast(const OnnxNode& node) {
  const Tensor& data = *node.literal(0);
  Tensor result = Tensor::allocate(cast_type(node), data.shape());
  visit_dtype(data.dtype(), [&](auto from) {
    using From = decltype(from);
    visit_dtype(result.dtype(), [&](auto to) {
      using To = decltype(to);
      const Span<const From> source = data.data<From>();
      std::transform(source.begin(), source.end(), result.mutable_data<To>().begin(),
                     [&](From element) { return converted<To>(element, node); });
    });
  });
  return result;
}

std::optional<Tensor> fold_concat(const OnnxNode& node) {
  std::vector<int64_t> elements;
  for (size_t i = 0; i < node.input_count(); ++i) {
    const Tensor& part = *node.literal(i);
    if (part.dtype() != DType::kInt64 || part.shape().size() != 1) return std::nullopt;
    elements.insert(elements.end(), part.data<int64_t>().begin(), part.data<int64_t>().end());
    if (static_cast<int64_t>(elements.size()) > kMaxElements) return std::nullopt;
  }
  return Tensor::from<int64_t>({static_cast<int64_t>(elements.size())}, elements);
}

std::optional<Tensor> fold_constant_of_shape(const OnnxNode& node) {
  const auto shape = node.integers({"input", 0});
  const auto count = checked_element_count(*shape);
  if (!count || *count > kMaxElements) {
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
  const std::vector<int64_t> one{1};
  const auto starts = node.integers({"starts", 1}), ends = node.integers({"ends", 2});
  const auto axes = node.integers({"axes", 3}).value_or(std::vector<int64_t>{0});
  const bool is_simple = node.rank(0) == 1 && starts && starts->size() == 1 && ends &&
                         ends->size() == 1 && axes.size() == 1 &&
                         node.integers({"steps", 4}).value_or(one) == one;
  if (!is_simple) return std::nullopt;
  node.normalize_axis(axes[0], 1);
  const int64_t size = node.shape(0)[0];
  const auto bound = [&](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? at + size : at, 0, size);
  };
  std::vector<int64_t> positions;
  for (int64_t i = bound(starts->front()); i < bound(ends->front()); ++i) positions.push_back(i);
  return take_elements(*node.literal(0), positions, {static_cast<int64_t>(positions.size())});
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
