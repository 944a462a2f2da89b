#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "engine/reference/kernels.h"

namespace msquant {
namespace {

template <class T>
constexpr bool is_narrow_float = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// The greatest int64_t rounds up to 2^63 as a double, which `>=` catches as well.
template <class To>
To saturate(double value) {
  if (std::isnan(value)) return 0;
  if (value <= static_cast<double>(std::numeric_limits<To>::min())) {
    return std::numeric_limits<To>::min();
  }
  if (value >= static_cast<double>(std::numeric_limits<To>::max())) {
    return std::numeric_limits<To>::max();
  }
  return static_cast<To>(value);
}

template <class To, class From>
To convert(From value) {
  if constexpr (is_narrow_float<From>) {
    return convert<To>(static_cast<float>(value));
  } else if constexpr (is_narrow_float<To>) {
    return To(static_cast<float>(value));
  } else if constexpr (std::is_same_v<To, bool>) {
    return value != From{0};
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    return saturate<To>(value);
  } else {
    return static_cast<To>(value);
  }
}

template <class To, class From>
void convert_all(const Tensor& from, Tensor& to) {
  const Span<const From> source = from.data<From>();
  std::transform(source.begin(), source.end(), to.mutable_data<To>().begin(), convert<To, From>);
}

}  // namespace

Tensor cast_elements(const Tensor& tensor, DType to) {
  if (tensor.dtype() == to) return tensor;
  Tensor result = Tensor::allocate(to, tensor.shape());
  visit_dtype(to, [&](auto to_zero) {
    visit_dtype(tensor.dtype(), [&](auto from_zero) {
      convert_all<decltype(to_zero), decltype(from_zero)>(tensor, result);
    });
  });
  return result;
}

Tensor cast(const KernelCall& call) { return cast_elements(call.inputs[0], call.output.dtype); }

}  // namespace msquant
