// BatchNorm that no convolution took in, LayerNorm and Softmax.
#include "engine/onednn/emit.h"

namespace msquant {
namespace {

using Flags = dnnl::normalization_flags;

}  // namespace

void emit_batch_norm(Compiler& c, const Chain& chain) {
  const Node& head = c.graph().node(chain.head());
  const BufferId x = c.any_layout(head.inputs[0]), y = c.in_place_or_new(x);
  const dnnl::batch_normalization_forward::desc desc(
      dnnl::prop_kind::forward_inference, c.desc_of(x), head.as<BatchNormAttrs>().epsilon,
      Flags::use_global_stats | Flags::use_scale | Flags::use_shift);
  const dnnl::batch_normalization_forward::primitive_desc primitive(
      desc, make_attributes(false, chain.activation), c.engine());
  c.add_primitive(dnnl::batch_normalization_forward(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x},
                   {DNNL_ARG_SCALE, c.plain(head.inputs[1])},
                   {DNNL_ARG_SHIFT, c.plain(head.inputs[2])},
                   {DNNL_ARG_MEAN, c.plain(head.inputs[3])},
                   {DNNL_ARG_VARIANCE, c.plain(head.inputs[4])},
                   {DNNL_ARG_DST, y}});
  c.define(c.graph().node(chain.last()).outputs[0], {y, 0});
}

void emit_layer_norm(Compiler& c, const Node& node) {
  // The normalized dimensions lie together, as the last one of a matrix.
  const int64_t size = element_count(c.shape_of(node.inputs[1]));
  const MemDesc rows = plain_desc({element_count(c.shape_of(node.inputs[0])) / size, size});
  const BufferId x = c.view(c.plain(node.inputs[0]), rows), y = c.new_buffer(rows);
  const dnnl::layer_normalization_forward::desc desc(dnnl::prop_kind::forward_inference, rows,
                                                     node.as<LayerNormAttrs>().epsilon,
                                                     Flags::use_scale | Flags::use_shift);
  const dnnl::layer_normalization_forward::primitive_desc primitive(
      desc, make_attributes(false, Activation::kNone), c.engine());
  c.add_primitive(dnnl::layer_normalization_forward(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x},
                   {DNNL_ARG_SCALE, c.view(c.plain(node.inputs[1]), plain_desc({size}))},
                   {DNNL_ARG_SHIFT, c.view(c.plain(node.inputs[2]), plain_desc({size}))},
                   {DNNL_ARG_DST, y}});
  c.define(node.outputs[0], {c.view(y, plain_desc(c.shape_of(node.outputs[0]))), 0});
}

void emit_softmax(Compiler& c, const Node& node) {
  const BufferId x = c.plain(node.inputs[0]), y = c.in_place_or_new(x);
  const dnnl::softmax_forward::desc desc(dnnl::prop_kind::forward_inference, c.desc_of(x),
                                         static_cast<int>(node.as<AxisAttrs>().axis));
  const dnnl::softmax_forward::primitive_desc primitive(
      desc, make_attributes(false, Activation::kNone), c.engine());
  c.add_primitive(dnnl::softmax_forward(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  c.define(node.outputs[0], {y, 0});
}

}  // namespace msquant
