// ConvTranspose2d of float32: oneDNN's deconvolution.
#include <string_view>

#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"

namespace msquant {
namespace {

using Deconvolution = dnnl::deconvolution_forward;

// The weight [C, K/groups, kh, kw] as oneDNN names its dimensions: groups, K/groups, C/groups, …
MemDesc weight_desc(const Shape& w, int64_t groups) {
  const int64_t plane = w[2] * w[3], inputs = w[0] / groups;
  if (groups == 1) return strided_desc({w[1], w[0], w[2], w[3]}, {plane, w[1] * plane, w[3], 1});
  return strided_desc({groups, w[1], inputs, w[2], w[3]},
                      {inputs * w[1] * plane, plane, w[1] * plane, w[3], 1});
}

Deconvolution::primitive_desc make_primitive(const Compiler& c, const Node& node,
                                             const MemDesc& weight) {
  constexpr auto kInference = dnnl::prop_kind::forward_inference;
  constexpr auto kDirect = dnnl::algorithm::deconvolution_direct;
  const auto& a = node.as<ConvTransposeAttrs>();
  const auto& [top, bottom, left, right] = a.padding;
  const dnnl::memory::dims stride(a.stride.begin(), a.stride.end());
  const dnnl::memory::dims dilation{a.dilation[0] - 1, a.dilation[1] - 1};
  const dnnl::memory::dims before{top, left};
  const dnnl::memory::dims after{bottom - a.output_padding[0], right - a.output_padding[1]};
  const MemDesc x = any_desc(c.shape_of(node.inputs[0])), w = any_desc(weight.dims());
  const Shape& result = c.shape_of(node.outputs[0]);
  const MemDesc y = any_desc(result);
  const auto attributes = make_attributes(false, Activation::kNone);
  if (node.inputs.size() < 3) {
    return {
        {kInference, kDirect, x, w, y, stride, dilation, before, after}, attributes, c.engine()};
  }
  return {{kInference, kDirect, x, w, plain_desc({result[1]}), y, stride, dilation, before, after},
          attributes,
          c.engine()};
}

}  // namespace

void emit_conv_transpose(Compiler& c, const Node& node) {
  const MemDesc stored =
      weight_desc(c.shape_of(node.inputs[1]), node.as<ConvTransposeAttrs>().groups);
  Deconvolution::primitive_desc primitive = make_primitive(c, node, stored);
  // Matrix products share out the terms of a sum: see Step::is_single_threaded.
  const bool is_single_threaded = std::string_view(primitive.impl_info_str()).substr(0, 3) != "jit";
  if (is_single_threaded) {
    const ThreadScope one_thread(1);
    primitive = make_primitive(c, node, stored);
  }
  const BufferId weight =
      c.converted(c.view(c.plain(node.inputs[1]), stored), primitive.weights_desc());
  const BufferId x = c.in_layout(node.inputs[0], primitive.src_desc());
  const BufferId y = c.new_buffer(primitive.dst_desc());
  std::vector<Argument> arguments{{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_DST, y}};
  if (node.inputs.size() > 2) arguments.push_back({DNNL_ARG_BIAS, c.plain(node.inputs[2])});
  c.add_primitive(Deconvolution(primitive), primitive.scratchpad_desc(), std::move(arguments),
                  is_single_threaded);
  c.define(node.outputs[0], {y, 0});
}

}  // namespace msquant
