// FakeQuant, Quantize and Cast: loops over memory as it lies.
#include <algorithm>

#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/integer_product.h"
#include "engine/onednn/kernels.h"

namespace msquant {
namespace {

// Integers are stored relative to the zero point of the convolution that multiplies them.
int32_t wanted_zero_point(const Graph& graph, ValueId id) {
  for (NodeId user : graph.value(id).users) {
    const Node& node = graph.node(user);
    if (node.kind == OpKind::kConv2d && node.inputs[0] == id) {
      return node.as<ConvAttrs>().x_zero_point;
    }
  }
  return 0;
}

// Whether all that read the value multiply it as bytes.
bool is_wanted_as_bytes(const Graph& graph, ValueId id) {
  const auto& users = graph.value(id).users;
  return !users.empty() && std::all_of(users.begin(), users.end(), [&](NodeId user) {
    return multiplies_bytes(graph, graph.node(user), id);
  });
}

bool is_int8(int32_t zero_point) { return zero_point >= kQuantMin && zero_point <= kQuantMax; }

void emit_fake_quant_per_channel(Compiler& c, const Node& node, const QuantParams& params) {
  const Shape& shape = c.shape_of(node.inputs[0]);
  const auto axis = shape.begin() + params.axis;
  const int64_t outer = element_count(Shape(shape.begin(), axis));
  const int64_t inner = element_count(Shape(axis + 1, shape.end()));
  const BufferId from = c.plain(node.inputs[0]), to = c.in_place_or_new(from);
  c.add_kernel({from}, {to}, [=](const Frame& frame) {
    int64_t at = 0;
    for (int64_t i = 0; i < outer; ++i) {
      for (size_t k = 0; k < params.scale.size(); ++k, at += inner) {
        fake_quantize(params.scale[k], static_cast<float>(params.zero_point[k]),
                      frame.data<float>(from) + at, frame.data<float>(to) + at, inner, 1);
      }
    }
  });
  c.define(node.outputs[0], {to, 0});
}

}  // namespace

void emit_fake_quant(Compiler& c, const Node& node) {
  const auto& params = node.as<FakeQuantAttrs>().params;
  if (!params) return c.define_view(node.outputs[0], node.inputs[0]);
  if (params->is_per_channel()) return emit_fake_quant_per_channel(c, node, *params);
  const int32_t zero_point = params->zero_point[0];
  const float scale = params->scale[0];
  const BufferId from =
      is_int8(zero_point) ? c.any_layout(node.inputs[0]) : c.plain(node.inputs[0]);
  const BufferId to = c.in_place_or_new(from);
  const int64_t count = stored_elements(c.desc_of(from));
  c.add_kernel({from}, {to}, [=](const Frame& frame) {
    fake_quantize(scale, static_cast<float>(zero_point), frame.data<float>(from),
                  frame.data<float>(to), count, frame.threads());
  });
  c.define(node.outputs[0], {to, 0});
}

void emit_quantize(Compiler& c, const Node& node) {
  const auto& attributes = node.as<QuantizeAttrs>();
  const ValueId x = node.inputs[0], y = node.outputs[0];
  const bool as_bytes = is_wanted_as_bytes(c.graph(), y);
  const int32_t stored = as_bytes ? kQuantMin : wanted_zero_point(c.graph(), y);
  QuantizeLoop loop;
  loop.inverse_scale = attributes.inverse_scale;
  loop.zero_point = static_cast<float>(attributes.zero_point);
  loop.subtracted = static_cast<float>(stored);
  // Padding stays 0 only if 0 is stored as 0.
  const bool keeps_zero = stored == attributes.zero_point && is_int8(stored);
  BufferId from = c.any_layout(x);
  if (!keeps_zero && is_padded(c.desc_of(from))) from = c.plain(x);
  const BufferId to =
      as_bytes ? c.new_buffer(retyped(c.desc_of(from), DataType::u8)) : c.in_place_or_new(from);
  const int64_t count = stored_elements(c.desc_of(from));
  c.add_kernel({from}, {to}, [=](const Frame& frame) {
    if (as_bytes) {
      return quantize(loop, frame.data<float>(from), frame.data<uint8_t>(to), count,
                      frame.threads());
    }
    quantize(loop, frame.data<float>(from), frame.data<float>(to), count, frame.threads());
  });
  c.define(y, {to, stored});
}

void emit_cast(Compiler& c, const Node& node) {
  const ValueId x = node.inputs[0], y = node.outputs[0];
  const DType from_type = c.graph().value(x).type.dtype, to_type = node.as<CastAttrs>().to;
  if (from_type == to_type) return c.define_view(y, x);
  const bool is_widening = from_type == DType::kFloat16 && to_type == DType::kFloat32;
  const bool is_integer = from_type == DType::kInt8 && to_type == DType::kFloat32;
  if (is_widening) return c.define_view(y, x);
  if (is_integer) return c.define(y, {c.any_layout(x, 0), 0});
  const BufferId from = c.any_layout(x), to = c.in_place_or_new(from);
  const int64_t count = stored_elements(c.desc_of(from));
  c.add_kernel({from}, {to}, [=](const Frame& frame) {
    round_to_half(frame.data<float>(from), frame.data<float>(to), count, frame.threads());
  });
  c.define(y, {to, 0});
}

}  // namespace msquant
