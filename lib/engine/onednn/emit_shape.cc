// Operators that move elements.
#include <algorithm>

#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"

namespace msquant {

void emit_view(Compiler& c, const Node& node) { c.define_view(node.outputs[0], node.inputs[0]); }

void emit_transpose(Compiler& c, const Node& node) {
  const auto& permutation = node.as<TransposeAttrs>().permutation;
  const ValueId x = node.inputs[0], y = node.outputs[0];
  const int32_t zero_point = c.zero_point_of(x);
  const MemDesc plain = plain_desc(c.shape_of(x));
  const auto& strides = plain.data.format_desc.blocking.strides;
  Shape permuted;
  for (int64_t axis : permutation) permuted.push_back(strides[axis]);
  const BufferId from = c.view(c.plain(x, zero_point), strided_desc(c.shape_of(y), permuted));
  c.define(y, {c.converted(from, plain_desc(c.shape_of(y))), zero_point});
}

void emit_concat(Compiler& c, const Node& node) {
  const int32_t zero_point = c.zero_point_of(node.inputs[0]);
  std::vector<BufferId> parts;
  const auto stands_in_blocks = [&](ValueId id) {
    const BufferId part = c.any_layout(id, zero_point);
    return is_padded(c.desc_of(part)) || is_plain(c.desc_of(part));
  };
  const bool keeps_blocks = std::none_of(node.inputs.begin(), node.inputs.end(), stands_in_blocks);
  std::vector<MemDesc> descs;
  for (ValueId id : node.inputs) {
    parts.push_back(keeps_blocks ? c.any_layout(id, zero_point) : c.plain(id, zero_point));
    descs.push_back(c.desc_of(parts.back()));
  }
  const MemDesc result = keeps_blocks ? any_desc(c.shape_of(node.outputs[0]))
                                      : plain_desc(c.shape_of(node.outputs[0]));
  const dnnl::concat::primitive_desc primitive(result, static_cast<int>(node.as<AxisAttrs>().axis),
                                               descs, c.engine(),
                                               make_attributes(false, Activation::kNone));
  const BufferId y = c.new_buffer(primitive.dst_desc());
  std::vector<Argument> arguments{{DNNL_ARG_DST, y}};
  for (size_t i = 0; i < parts.size(); ++i) {
    arguments.push_back({DNNL_ARG_MULTIPLE_SRC + static_cast<int>(i), parts[i]});
  }
  c.add_primitive(dnnl::concat(primitive), primitive.scratchpad_desc(), std::move(arguments));
  c.define(node.outputs[0], {y, zero_point});
}

void emit_pad(Compiler& c, const Node& node) {
  const auto& attributes = node.as<PadAttrs>();
  const ValueId x = node.inputs[0], y = node.outputs[0];
  const MemDesc whole = plain_desc(c.shape_of(y));
  const BufferId from = c.plain(x), to = c.new_buffer(whole);
  const int64_t count = stored_elements(whole);
  const float value = attributes.value;
  c.add_kernel({}, {to},
               [=](const Frame& frame) { std::fill_n(frame.data<float>(to), count, value); });
  const BufferId inside = c.view(to, whole.submemory_desc(c.shape_of(x), attributes.before));
  c.add_reorder(from, inside);
  c.define(y, {to, 0});
}

void emit_slice(Compiler& c, const Node& node) {
  const ValueId x = node.inputs[0], y = node.outputs[0];
  const MemDesc part =
      plain_desc(c.shape_of(x)).submemory_desc(c.shape_of(y), node.as<SliceAttrs>().begin);
  // Always a copy: a part may look like a plain tensor, but starts elsewhere.
  c.define(y, {c.copy(c.view(c.plain(x), part), plain_desc(c.shape_of(y))), 0});
}

}  // namespace msquant
