// Conv2d and MatMul of int8, and the Dequantize behind them. The matrix product is run as a
// convolution of images of one pixel.
#include <algorithm>
#include <functional>
#include <optional>

#include "base/error.h"
#include "engine/onednn/conv_primitive.h"
#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/kernels.h"
#include "engine/onednn/split_reduction.h"

namespace msquant {
namespace {

struct IntegerProduct {
  Shape x, y;
  Tensor weight;  // int8 [K, C / groups, kh, kw]
  ConvAttrs attributes;
};

// [M, k] x [k, N] as [M, k, 1, 1] * [N, k, 1, 1].
IntegerProduct product_of_matmul(Compiler& c, const Node& head, const Tensor& b) {
  const auto& a = head.as<MatMulAttrs>();
  const Shape& x = c.shape_of(head.inputs[0]);
  const int64_t k = x.back(), columns = element_count(b.shape()) / k, rows = element_count(x) / k;
  IntegerProduct product;
  product.x = {rows, k, 1, 1};
  product.y = {rows, columns, 1, 1};
  product.weight = b.reshaped({columns, k, 1, 1});
  if (a.transpose_b) return product;
  product.weight = Tensor::allocate(DType::kInt8, {columns, k, 1, 1});
  const Span<const int8_t> from = b.data<int8_t>();
  const Span<int8_t> to = product.weight.mutable_data<int8_t>();
  for (int64_t i = 0; i < k; ++i) {
    for (int64_t j = 0; j < columns; ++j) to[j * k + i] = from[i * columns + j];
  }
  return product;
}

IntegerProduct product_of(Compiler& c, const Node& head) {
  const Value& weight = c.graph().value(head.inputs[1]);
  if (head.kind == OpKind::kMatMul) return product_of_matmul(c, head, *weight.constant);
  return {c.shape_of(head.inputs[0]), c.shape_of(head.outputs[0]), *weight.constant,
          head.as<ConvAttrs>()};
}

// The biases of the head and of the BiasAdds behind it, exact.
std::vector<int64_t> bias_of(const Graph& graph, const Chain& chain, int64_t channels) {
  std::vector<ValueId> addends;
  const Node& head = graph.node(chain.head());
  if (head.inputs.size() > 2) addends.push_back(head.inputs[2]);
  for (NodeId id : chain.affine) addends.push_back(graph.node(id).inputs[1]);
  std::vector<int64_t> bias(static_cast<size_t>(channels));
  for (ValueId id : addends) {
    const Tensor addend = *graph.value(id).constant;
    std::transform(bias.begin(), bias.end(), addend.data<int32_t>().begin(), bias.begin(),
                   std::plus<>());
  }
  return bias;
}

void set_dequantize(const Graph& graph, const Node& node, DequantizeLoop& loop) {
  const Span<const float> scale = graph.value(node.inputs[1]).constant->data<float>();
  loop.scale.assign(scale.begin(), scale.end());
  loop.rounds_to_half = node.as<DequantizeAttrs>().to == DType::kFloat16;
}

// Compiles the convolution, in a layout that the loop behind it can read.
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
  const ConvPrimitive conv = make_conv(c.engine(), problem);
  const auto layout = channel_layout(conv.dst_desc());
  const int64_t group_channels = product.y[1] / product.attributes.groups;
  const bool has_whole_blocks = layout && (parts == 1 || group_channels % layout->block == 0);
  if (has_whole_blocks) return conv;
  problem.destination = plain_desc(problem.y);
  return make_conv(c.engine(), problem);
}

IntegerRange range_of(const ConvAttrs& attributes) {
  const int64_t zero_point = attributes.x_zero_point;
  return {std::min<int64_t>(kQuantMin - zero_point, 0),
          std::max<int64_t>(kQuantMax - zero_point, 0)};
}

BufferId add_product(Compiler& c, const Node& head, const IntegerProduct& product, int64_t parts,
                     const ConvPrimitive& conv) {
  const ConvAttrs& a = product.attributes;
  const Tensor split = split_reduction(product.weight, a.groups, parts);
  Shape shape = split.shape();
  if (a.groups * parts == 1) shape.erase(shape.begin());
  const BufferId weight = c.converted(c.constant(split.reshaped(shape)), conv.weights_desc());
  const ValueId input = head.inputs[0];
  const BufferId x =
      head.kind == OpKind::kConv2d
          ? c.in_layout(input, conv.src_desc(), a.x_zero_point)
          : c.converted(c.view(c.plain(input, a.x_zero_point), plain_desc(product.x)),
                        conv.src_desc());
  const BufferId y = c.new_buffer(conv.dst_desc());
  c.add_primitive(dnnl::convolution_forward(conv), conv.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_DST, y}});
  return y;
}

DequantizeLoop make_loop(const Graph& graph, const Chain& chain, const std::vector<int64_t>& bias,
                         const MemDesc& conv_result, int64_t groups, int64_t parts) {
  DequantizeLoop loop;
  loop.layout = *channel_layout(conv_result);
  loop.layout.blocks /= parts;
  loop.parts = parts;
  loop.blocks_per_group = loop.layout.blocks / (parts == 1 ? 1 : groups);
  loop.bias.assign(bias.begin(), bias.end());
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
    MemDesc integers = desc;
    integers.data.data_type = dnnl_s32;
    const BufferId result = c.new_buffer(integers);
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

}  // namespace

bool emit_integer_product(Compiler& c, const Chain& chain) {
  const Node& head = c.graph().node(chain.head());
  const ValueId last = c.graph().node(chain.last()).outputs[0];
  const IntegerProduct product = product_of(c, head);
  const std::vector<int64_t> bias = bias_of(c.graph(), chain, product.y[1]);
  const std::optional<int64_t> found =
      parts_for_exact_sums(product.weight, range_of(product.attributes), bias);
  if (!found) return false;
  const int64_t parts = *found;
  const ConvPrimitive conv = make_product(c, product, parts);
  const BufferId sums = add_product(c, head, product, parts, conv);
  const DequantizeLoop loop =
      make_loop(c.graph(), chain, bias, conv.dst_desc(), product.attributes.groups, parts);
  const MemDesc desc = parts == 1 ? conv.dst_desc() : desc_like(conv.dst_desc(), product.y);
  BufferId result = add_loop(c, loop, sums, desc);
  if (c.shape_of(last) != product.y) {
    const DataType type = c.desc_of(result).data_type();
    result = c.view(c.converted(result, plain_desc(product.y, type)),
                    plain_desc(c.shape_of(last), type));
  }
  c.define(last, {result, 0});
  return true;
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
