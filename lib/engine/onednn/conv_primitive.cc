#include "engine/onednn/conv_primitive.h"

#include <string_view>

namespace msquant {

Shape grouped_shape(const Shape& weight, int64_t groups) {
  if (groups == 1) return weight;
  return {groups, weight[0] / groups, weight[1], weight[2], weight[3]};
}

bool has_one_thread_per_sum(const ConvPrimitive& primitive) {
  const std::string_view name = primitive.impl_info_str();
  return name.substr(0, 3) == "jit" || name.substr(0, 2) == "br";  // jit:avx2, brgconv:avx512_core
}

ConvPrimitive make_conv(const dnnl::engine& engine, const ConvProblem& problem) {
  using Forward = dnnl::convolution_forward;
  constexpr auto kInference = dnnl::prop_kind::forward_inference;
  // Not Winograd: its sums are less exact, and integers would not stay integers.
  constexpr auto kDirect = dnnl::algorithm::convolution_direct;
  const ConvAttrs& a = problem.attributes;
  const auto& [top, bottom, left, right] = a.padding;
  const dnnl::memory::dims stride(a.stride.begin(), a.stride.end());
  const dnnl::memory::dims dilation{a.dilation[0] - 1, a.dilation[1] - 1};
  const dnnl::memory::dims before{top, left}, after{bottom, right};
  const MemDesc x = any_desc(problem.x, problem.x_type);
  const MemDesc weight = any_desc(grouped_shape(problem.weight, a.groups), problem.weight_type);
  if (!problem.has_bias) {
    const Forward::desc desc(kInference, kDirect, x, weight, problem.destination, stride, dilation,
                             before, after);
    return {desc, problem.post_operations, engine};
  }
  const Forward::desc desc(kInference, kDirect, x, weight, plain_desc({problem.y[1]}),
                           problem.destination, stride, dilation, before, after);
  return {desc, problem.post_operations, engine};
}

}  // namespace msquant
