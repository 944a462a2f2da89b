// Conv2d and MatMul of int8, and the Dequantize behind them: on int8 instructions where these add
// exactly, else in float32 (split_reduction.h).
#include <optional>

#include "base/error.h"
#include "engine/onednn/conv_primitive.h"
#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/integer_product.h"
#include "engine/onednn/kernels.h"
#include "engine/onednn/out_of_memory.h"

namespace msquant {
namespace {

void set_dequantize(const Graph& graph, const Node& node, DequantizeLoop& loop) {
  const Span<const float> scale = graph.value(node.inputs[1]).constant->data<float>();
  loop.scale.assign(scale.begin(), scale.end());
  loop.rounds_to_half = node.as<DequantizeAttrs>().to == DType::kFloat16;
}

// Compiles the convolution, in a layout that the loop behind it can read. The result is float32:
// that holds the sums of each part.
ConvPrimitive make_product(Compiler& c, const IntegerProduct& product, int64_t parts) {
  ConvProblem problem;
  problem.attributes = product.attributes;
  problem.attributes.groups *= parts;
  problem.x = product.x;
  problem.weight = product.weight.shape();
  problem.weight[0] *= parts;
  problem.weight[1] /= parts;
  problem.y = product.y;
  problem.y[1] *= parts;
  problem.destination = any_desc(problem.y);
  problem.post_operations = make_attributes(false, Activation::kNone);
  if (product.is_of_bytes) {
    problem.x_type = DataType::u8;
    problem.weight_type = DataType::s8;
  }
  const ConvPrimitive conv = make_conv(c.engine(), problem);
  const auto layout = channel_layout(conv.dst_desc());
  const int64_t group_channels = product.y[1] / product.attributes.groups;
  const bool has_whole_blocks = layout && (parts == 1 || group_channels % layout->block == 0);
  if (has_whole_blocks) return conv;
  problem.destination = plain_desc(problem.y);
  return make_conv(c.engine(), problem);
}

// Nothing if oneDNN has only plain loops for it.
std::optional<ConvPrimitive> make_product_of_bytes(Compiler& c, const IntegerProduct& product,
                                                   int64_t parts) {
  try {
    const ConvPrimitive conv = make_product(c, product, parts);
    if (has_one_thread_per_sum(conv)) return conv;
  } catch (const dnnl::error& error) {
    throw_if_out_of_memory(error);
  }
  return {};
}

BufferId operand(Compiler& c, const Node& head, const IntegerProduct& product,
                 const MemDesc& desc) {
  const ValueId input = head.inputs[0];
  const int32_t zero_point = product.zero_point();
  if (head.kind == OpKind::kConv2d) return c.in_layout(input, desc, zero_point);
  const DataType type = desc.data_type();
  const BufferId plain = c.in_layout(input, plain_desc(c.shape_of(input), type), zero_point);
  return c.converted(c.view(plain, plain_desc(product.x, type)), desc);
}

BufferId add_product(Compiler& c, const Node& head, const IntegerProduct& product, int64_t parts,
                     const ConvPrimitive& conv) {
  const ConvAttrs& a = product.attributes;
  const Tensor split = split_reduction(product.weight, a.groups, parts);
  Shape shape = split.shape();
  if (a.groups * parts == 1) shape.erase(shape.begin());
  // Packing makes float32 of it where the product is of floats: a copy in that type, of every layer
  // at once, would take as much as all that is packed.
  const BufferId constant = c.constant(split.reshaped(shape), DataType::s8);
  const BufferId weight = c.converted(constant, conv.weights_desc());
  const BufferId x = operand(c, head, product, conv.src_desc());
  const BufferId y = c.new_buffer(conv.dst_desc());
  c.add_primitive(dnnl::convolution_forward(conv), conv.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_DST, y}});
  return y;
}

DequantizeLoop make_loop(const Graph& graph, const Chain& chain, const IntegerProduct& product,
                         const MemDesc& conv_result, int64_t parts) {
  DequantizeLoop loop;
  loop.layout = *channel_layout(conv_result);
  loop.layout.blocks /= parts;
  loop.parts = parts;
  loop.blocks_per_group = loop.layout.blocks / (parts == 1 ? 1 : product.attributes.groups);
  loop.bias.assign(product.bias.begin(), product.bias.end());
  loop.activation = chain.activation;
  if (chain.dequantize != kNoId) {
    set_dequantize(graph, graph.node(chain.dequantize), loop);
    loop.scale.resize(static_cast<size_t>(loop.layout.padded_channels()));
  }
  loop.bias.resize(static_cast<size_t>(loop.layout.padded_channels()));
  return loop;
}

BufferId add_loop(Compiler& c, DequantizeLoop loop, BufferId sums, const MemDesc& desc) {
  if (loop.scale.empty()) {
    const BufferId result = c.new_buffer(retyped(desc, DataType::s32));
    c.add_kernel({sums}, {result}, [=, loop = std::move(loop)](const Frame& frame) {
      accumulate(loop, frame.data<float>(sums), frame.data<int32_t>(result), frame.threads());
    });
    return result;
  }
  const BufferId result = loop.parts == 1 ? sums : c.new_buffer(desc);
  c.add_kernel({sums}, {result}, [=, loop = std::move(loop)](const Frame& frame) {
    dequantize(loop, frame.data<float>(sums), frame.data<float>(result), frame.threads());
  });
  return result;
}

bool emit_product(Compiler& c, const Chain& chain, const IntegerProduct& product) {
  const Node& head = c.graph().node(chain.head());
  const ValueId last = c.graph().node(chain.last()).outputs[0];
  const std::optional<int64_t> parts =
      parts_for_exact_sums(product.weight, product.range(), product.bias);
  if (!parts) return false;
  const std::optional<ConvPrimitive> conv = product.is_of_bytes
                                                ? make_product_of_bytes(c, product, *parts)
                                                : make_product(c, product, *parts);
  if (!conv) return false;
  const BufferId sums = add_product(c, head, product, *parts, *conv);
  const DequantizeLoop loop = make_loop(c.graph(), chain, product, conv->dst_desc(), *parts);
  const MemDesc desc = *parts == 1 ? conv->dst_desc() : desc_like(conv->dst_desc(), product.y);
  BufferId result = add_loop(c, loop, sums, desc);
  if (c.shape_of(last) != product.y) {
    const DataType type = c.desc_of(result).data_type();
    result = c.view(c.converted(result, plain_desc(product.y, type)),
                    plain_desc(c.shape_of(last), type));
  }
  c.define(last, {result, 0});
  return true;
}

}  // namespace

bool emit_integer_product(Compiler& c, const Chain& chain) {
  const IntegerProduct product = integer_product(c.graph(), chain);
  const std::optional<IntegerProduct> bytes = product_of_bytes(product);
  return (bytes && emit_product(c, chain, *bytes)) || emit_product(c, chain, product);
}

// Sums that something else than their product's chain has made.
void emit_dequantize(Compiler& c, const Node& node) {
  const Shape& shape = c.shape_of(node.inputs[0]);
  const auto axis = static_cast<size_t>(node.as<DequantizeAttrs>().axis);
  const BufferId from = c.plain(node.inputs[0]);
  DequantizeLoop loop;
  const auto count = [&](size_t begin, size_t end) {
    return element_count(Shape(shape.begin() + static_cast<std::ptrdiff_t>(begin),
                               shape.begin() + static_cast<std::ptrdiff_t>(end)));
  };
  loop.layout = {count(0, axis), shape[axis], count(axis + 1, shape.size()), 1};
  loop.blocks_per_group = loop.layout.blocks;
  loop.bias.resize(static_cast<size_t>(shape[axis]));
  set_dequantize(c.graph(), node, loop);
  const BufferId to = c.new_buffer(plain_desc(shape));
  c.add_kernel({from}, {to}, [=](const Frame& frame) {
    dequantize(loop, frame.data<const int32_t>(from), frame.data<float>(to), frame.threads());
  });
  c.define(node.outputs[0], {to, 0});
}

}  // namespace msquant
