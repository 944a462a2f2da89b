// Arithmetic, comparisons and choices on literals: what exporters compute shapes with.
#include <cmath>
#include <limits>
#include <type_traits>

#include "formats/onnx/onnx_literals.h"
#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

template <class T>
constexpr bool kIsInteger = std::is_same_v<T, int32_t> || std::is_same_v<T, int64_t>;

// Calls compute(a, b, T{}) with both operands broadcast, if they are of one type that is C++'s own.
template <class Compute>
std::optional<Tensor> fold_pair(const OnnxNode& node, Compute compute) {
  if (node.input_count() != 2 || node.type(0).dtype != node.type(1).dtype) return std::nullopt;
  const auto shape = folded_shape(node, 2);
  if (!shape) return std::nullopt;
  const Tensor a = spread_literal(*node.literal(0), *shape);
  const Tensor b = spread_literal(*node.literal(1), *shape);
  return visit_dtype(a.dtype(), [&](auto zero) -> std::optional<Tensor> {
    using T = decltype(zero);
    if constexpr (std::is_arithmetic_v<T>) return compute(a, b, zero);
    return std::nullopt;
  });
}

// Nothing if the result is not defined.
using Integers = std::optional<int64_t> (*)(int64_t, int64_t);
using Reals = double (*)(double, double);

// A float computed in double and rounded is the float. Reals may be null.
std::optional<Tensor> fold_numbers(const OnnxNode& node, Integers integers, Reals reals) {
  return fold_pair(node, [&](const Tensor& a, const Tensor& b, auto zero) -> std::optional<Tensor> {
    using T = decltype(zero);
    Tensor result = Tensor::allocate(a.dtype(), a.shape());
    if constexpr (std::is_floating_point_v<T>) {
      if (reals == nullptr) return std::nullopt;
      for (int64_t i = 0; i < result.size(); ++i) {
        result.mutable_data<T>()[i] = static_cast<T>(reals(a.data<T>()[i], b.data<T>()[i]));
      }
      return result;
    } else if constexpr (kIsInteger<T>) {
      if (integers == nullptr) return std::nullopt;
      for (int64_t i = 0; i < result.size(); ++i) {
        const auto element = integers(a.data<T>()[i], b.data<T>()[i]);
        if (!element || static_cast<int64_t>(static_cast<T>(*element)) != *element) {
          node.fail("its integers overflow or are divided by 0");
        }
        result.mutable_data<T>()[i] = static_cast<T>(*element);
      }
      return result;
    }
    return std::nullopt;
  });
}

template <class Compare>
std::optional<Tensor> fold_comparison(const OnnxNode& node, Compare compare) {
  return fold_pair(node, [&](const Tensor& a, const Tensor& b, auto zero) {
    using T = decltype(zero);
    Tensor result = Tensor::allocate(DType::kBool, a.shape());
    for (int64_t i = 0; i < result.size(); ++i) {
      result.mutable_data<bool>()[i] = compare(a.data<T>()[i], b.data<T>()[i]);
    }
    return std::optional(result);
  });
}

std::optional<Tensor> fold_function(const OnnxNode& node, double (*function)(double)) {
  const Tensor& x = *node.literal(0);
  if (x.dtype() != DType::kFloat32 || x.size() > kMaxFoldedElements) return std::nullopt;
  std::vector<float> elements;
  for (float element : x.data<float>()) elements.push_back(static_cast<float>(function(element)));
  return Tensor::from(x.shape(), elements);
}

// start + i * delta. Of integers it fits where the product may not, so they count in 64 bits that
// wrap.
template <class T>
T element_of_range(T start, T delta, int64_t i) {
  if constexpr (std::is_floating_point_v<T>) return start + static_cast<T>(i) * delta;
  return static_cast<T>(static_cast<uint64_t>(start) +
                        static_cast<uint64_t>(i) * static_cast<uint64_t>(delta));
}

template <class T>
std::optional<Tensor> range(const OnnxNode& node) {
  const auto at = [&](size_t i) {
    if (node.type(i).dtype != dtype_of<T> || node.literal(i)->size() != 1) {
      node.fail("its start, limit and delta are not one number each, of one type");
    }
    return node.literal(i)->data<T>()[0];
  };
  const T start = at(0), limit = at(1), delta = at(2);
  const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) /
                                 static_cast<double>(delta));
  if (!(count <= static_cast<double>(kMaxFoldedElements))) {
    node.unsupported("it has no or too many elements");
  }
  std::vector<T> elements;
  for (int64_t i = 0; static_cast<double>(i) < count; ++i) {
    elements.push_back(element_of_range(start, delta, i));
  }
  return Tensor::from<T>({static_cast<int64_t>(elements.size())}, elements);
}

}  // namespace

std::optional<Tensor> fold_add(const OnnxNode& node) {
  return fold_numbers(
      node,
      [](int64_t a, int64_t b) -> std::optional<int64_t> {
        int64_t sum;
        return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional(sum);
      },
      [](double a, double b) { return a + b; });
}

std::optional<Tensor> fold_sub(const OnnxNode& node) {
  return fold_numbers(
      node,
      [](int64_t a, int64_t b) -> std::optional<int64_t> {
        int64_t difference;
        return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : std::optional(difference);
      },
      [](double a, double b) { return a - b; });
}

std::optional<Tensor> fold_mul(const OnnxNode& node) {
  return fold_numbers(
      node,
      [](int64_t a, int64_t b) -> std::optional<int64_t> {
        int64_t product;
        return __builtin_mul_overflow(a, b, &product) ? std::nullopt : std::optional(product);
      },
      [](double a, double b) { return a * b; });
}

std::optional<Tensor> fold_div(const OnnxNode& node) {
  return fold_numbers(
      node,
      [](int64_t a, int64_t b) -> std::optional<int64_t> {
        const bool is_defined = b != 0 && !(a == INT64_MIN && b == -1);
        return is_defined ? std::optional(a / b) : std::nullopt;
      },
      [](double a, double b) { return a / b; });
}

// The remainder has the sign of the divisor, as in Python.
std::optional<Tensor> fold_mod(const OnnxNode& node) {
  if (node.is_true({"fmod"})) return std::nullopt;
  return fold_numbers(
      node,
      [](int64_t a, int64_t b) -> std::optional<int64_t> {
        if (b == 0 || b == -1) return b == 0 ? std::nullopt : std::optional<int64_t>(0);
        const int64_t rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
      },
      nullptr);
}

std::optional<Tensor> fold_max(const OnnxNode& node) {
  return fold_numbers(
      node, [](int64_t a, int64_t b) { return std::optional(std::max(a, b)); }, nullptr);
}

std::optional<Tensor> fold_min(const OnnxNode& node) {
  return fold_numbers(
      node, [](int64_t a, int64_t b) { return std::optional(std::min(a, b)); }, nullptr);
}

std::optional<Tensor> fold_equal(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a == b; });
}

std::optional<Tensor> fold_less(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a < b; });
}

std::optional<Tensor> fold_less_or_equal(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a <= b; });
}

std::optional<Tensor> fold_greater(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a > b; });
}

std::optional<Tensor> fold_greater_or_equal(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a >= b; });
}

std::optional<Tensor> fold_and(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a != 0 && b != 0; });
}

std::optional<Tensor> fold_or(const OnnxNode& node) {
  return fold_comparison(node, [](auto a, auto b) { return a != 0 || b != 0; });
}

std::optional<Tensor> fold_not(const OnnxNode& node) {
  const Tensor& x = *node.literal(0);
  if (x.dtype() != DType::kBool) node.fail("its input is not of booleans");
  Tensor result = Tensor::allocate(DType::kBool, x.shape());
  for (int64_t i = 0; i < x.size(); ++i) result.mutable_data<bool>()[i] = !x.data<bool>()[i];
  return result;
}

std::optional<Tensor> fold_floor(const OnnxNode& node) { return fold_function(node, std::floor); }
std::optional<Tensor> fold_ceil(const OnnxNode& node) { return fold_function(node, std::ceil); }
std::optional<Tensor> fold_sqrt(const OnnxNode& node) { return fold_function(node, std::sqrt); }

std::optional<Tensor> fold_reciprocal(const OnnxNode& node) {
  return fold_function(node, [](double x) { return 1 / x; });
}

std::optional<Tensor> fold_where(const OnnxNode& node) {
  if (node.type(0).dtype != DType::kBool) node.fail("its condition is not of booleans");
  if (node.type(1).dtype != node.type(2).dtype) node.fail("its choices are of different types");
  const auto shape = folded_shape(node, 3);
  if (!shape) return std::nullopt;
  const Tensor condition = spread_literal(*node.literal(0), *shape);
  Tensor result = spread_literal(*node.literal(1), *shape).clone();
  const Tensor otherwise = spread_literal(*node.literal(2), *shape);
  visit_dtype(result.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < result.size(); ++i) {
      if (!condition.data<bool>()[i]) result.mutable_data<T>()[i] = otherwise.data<T>()[i];
    }
  });
  return result;
}

std::optional<Tensor> fold_range(const OnnxNode& node) {
  if (node.type(0).dtype == DType::kInt64) return range<int64_t>(node);
  if (node.type(0).dtype == DType::kInt32) return range<int32_t>(node);
  if (node.type(0).dtype == DType::kFloat32) return range<float>(node);
  return std::nullopt;
}

// Elements stay an operator, so that they follow when the batch size changes.
std::optional<Tensor> fold_expand(const OnnxNode& node) {
  if (is_floating(node.type(0).dtype)) return std::nullopt;
  const Shape shape = expanded_shape(node);
  // The graph's own inference checks that it broadcasts.
  Graph scratch;
  const ValueId x = scratch.add_input("x", node.type(0));
  scratch.add_node(OpKind::kBroadcastTo, node.proto().output(0), BroadcastAttrs{shape}, {x});
  if (element_count(shape) > kMaxFoldedElements) return std::nullopt;
  return spread_literal(*node.literal(0), shape);
}

}  // namespace msquant
