// BatchNorm that no convolution took in, LayerNorm, GroupNorm and Softmax.
#include "engine/onednn/emit.h"

namespace msquant {
namespace {

using Flags = dnnl::normalization_flags;

// Normalizes each row; `flags` name the arguments that `parameters` gives.
BufferId add_row_norm(Compiler& c, BufferId x, float epsilon, Flags flags,
                      const std::vector<Argument>& parameters) {
  const MemDesc& rows = c.desc_of(x);
  const BufferId y = c.new_buffer(rows);
  const dnnl::layer_normalization_forward::desc desc(dnnl::prop_kind::forward_inference, rows,
                                                     epsilon, flags);
  const dnnl::layer_normalization_forward::primitive_desc primitive(
      desc, make_attributes(false, Activation::kNone), c.engine());
  std::vector<Argument> arguments{{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}};
  arguments.insert(arguments.end(), parameters.begin(), parameters.end());
  c.add_primitive(dnnl::layer_normalization_forward(primitive), primitive.scratchpad_desc(),
                  std::move(arguments));
  return y;
}

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
  const BufferId y =
      add_row_norm(c, c.view(c.plain(node.inputs[0]), rows), node.as<LayerNormAttrs>().epsilon,
                   Flags::use_scale | Flags::use_shift,
                   {{DNNL_ARG_SCALE, c.view(c.plain(node.inputs[1]), plain_desc({size}))},
                    {DNNL_ARG_SHIFT, c.view(c.plain(node.inputs[2]), plain_desc({size}))}});
  c.define(node.outputs[0], {c.view(y, plain_desc(c.shape_of(node.outputs[0]))), 0});
}

void emit_group_norm(Compiler& c, const Node& node) {
  const auto& attributes = node.as<GroupNormAttrs>();
  const Shape& shape = c.shape_of(node.inputs[0]);
  const int64_t groups = shape[0] * attributes.groups;
  const BufferId x =
      c.view(c.plain(node.inputs[0]), plain_desc({groups, element_count(shape) / groups}));
  const BufferId rows = add_row_norm(c, x, attributes.epsilon, Flags::none, {});
  Shape channels(shape.size(), 1);
  channels[1] = shape[1];
  const auto per_channel = [&](ValueId id) { return c.view(c.plain(id), plain_desc(channels)); };
  const BufferId scaled = add_binary(c, dnnl::algorithm::binary_mul,
                                     c.view(rows, plain_desc(shape)), per_channel(node.inputs[1]));
  const BufferId y =
      add_binary(c, dnnl::algorithm::binary_add, scaled, per_channel(node.inputs[2]));
  c.define(node.outputs[0], {y, 0});
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
