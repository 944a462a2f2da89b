// Reading convolutions, matrix products and the operators around int8 ones back, with what GE makes
// of them: see air_quant_chain.cc.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"
#include "graph/shape_inference.h"

namespace msquant {
namespace {

// Only a hostile file has more; each channel takes memory that the file need not hold.
constexpr int64_t kMaxChannels = 1 << 16;

std::vector<ValueId> product_inputs(AirNode& node) {
  if (node.has_input(3)) node.unsupported("it has an offset_w");
  std::vector<ValueId> inputs{node.input(0), node.input(1)};
  if (node.has_input(2)) inputs.push_back(node.input(2));
  return inputs;
}

void require_no_offset_x(AirNode& node) {
  if (node.attributes().get_int("offset_x") != 0) {
    node.unsupported("it sets offset_x itself instead of leaving that to GE");
  }
}

// The scale in the low half; the shift and offset that the high half may hold are always 0 in what
// is quantized symmetrically.
float unpacked_scale(AirNode& node, uint64_t packed) {
  if (packed >> 32 != 0) node.unsupported("its deq_scale holds a shift or an offset");
  const auto bits = static_cast<uint32_t>(packed);
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  node.require(std::isfinite(scale), "its deq_scale is not finite");
  return scale;
}

std::vector<float> read_scales(AirNode& node) {
  const Tensor& tensor = node.constant(1);
  std::vector<float> scales;
  if (tensor.dtype() == DType::kFloat16) {
    for (Half scale : tensor.data<Half>()) scales.push_back(static_cast<float>(scale));
    return scales;
  }
  node.require(tensor.dtype() == DType::kUInt64, "its deq_scale is neither uint64 nor float16");
  for (uint64_t packed : tensor.data<uint64_t>()) scales.push_back(unpacked_scale(node, packed));
  return scales;
}

bool is_product_without_bias(const AirNode& node, const Node* producer) {
  return producer != nullptr && producer->inputs.size() == 2 && node.is_only_user_of(0) &&
         (producer->kind == OpKind::kConv2d || producer->kind == OpKind::kMatMul);
}

}  // namespace

ValueId read_convolution(AirNode& node) {
  node.require_nchw();
  require_no_offset_x(node);
  ConvAttrs conv;
  conv.stride = node.get_image_pair("strides");
  conv.padding = node.get_padding("pads");
  conv.dilation = node.get_image_pair("dilations");
  conv.groups = node.attributes().get_int("groups");
  node.require(conv.groups > 0 && conv.groups <= kMaxChannels, "its groups are out of range");
  const Node* producer = node.producer(0);
  if (producer != nullptr && producer->kind == OpKind::kQuantize) {
    conv.x_zero_point = producer->as<QuantizeAttrs>().zero_point;
  }
  return node.add(OpKind::kConv2d, conv, product_inputs(node));
}

ValueId read_matmul(AirNode& node) {
  if (node.type() == "MatMulV2") require_no_offset_x(node);
  const OpAttributes& attributes = node.attributes();
  return node.add(
      OpKind::kMatMul,
      MatMulAttrs{attributes.get_bool("transpose_x1"), attributes.get_bool("transpose_x2")},
      product_inputs(node));
}

ValueId read_batch_matmul(AirNode& node) {
  if (node.type() == "BatchMatMulV2") require_no_offset_x(node);
  const OpAttributes& attributes = node.attributes();
  return node.add(OpKind::kMatMul,
                  MatMulAttrs{attributes.get_bool("adj_x1"), attributes.get_bool("adj_x2")},
                  product_inputs(node));
}

ValueId read_bias_add(AirNode& node) {
  node.require_nchw();
  Graph& graph = node.graph();
  const Node* producer = node.producer(0);
  const ValueId sum = node.input(0), bias = node.input(1);
  if (graph.value(sum).type.dtype != DType::kInt32 || !is_product_without_bias(node, producer)) {
    return node.add(OpKind::kBiasAdd, {}, {sum, bias});
  }
  graph.append_input(graph.value(sum).producer, bias);
  infer_type(graph, *producer);  // throws if the bias does not fit
  return sum;
}

// GE computes a difference of constants when it compiles; ptq_quant subtracts zeros from weights.
ValueId read_sub(AirNode& node) {
  const ValueId a = node.input(0), b = node.input(1);
  const auto& graph = node.graph();
  const auto &weight = graph.value(a).constant, &offset = graph.value(b).constant;
  if (!weight || !offset || weight->dtype() != DType::kInt8) {
    return node.add(OpKind::kSub, {}, {a, b});
  }
  node.require(offset->dtype() == DType::kInt8 && offset->shape() == weight->shape(),
               "its weight offsets do not fit its weights");
  const Span<const int8_t> offsets = offset->data<int8_t>();
  if (std::any_of(offsets.begin(), offsets.end(), [](int8_t o) { return o != 0; })) {
    node.unsupported("its weight offsets are not 0");
  }
  return a;
}

ValueId read_quantize(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  if (attributes.get_bool("sqrt_mode") || attributes.get_string("round_mode") != "Round" ||
      attributes.get_int("dst_type") != attribute_type(DType::kInt8)) {
    node.unsupported("only rounding to int8 without sqrt_mode is read");
  }
  const float scale = attributes.get_float("scale"), offset = attributes.get_float("offset");
  node.require(std::isfinite(scale) && scale > 0, "its scale is not a positive number");
  node.require(offset >= kQuantMin && offset <= kQuantMax && std::floor(offset) == offset,
               "its offset is not an int8 number");
  return node.add(OpKind::kQuantize, QuantizeAttrs{scale, static_cast<int32_t>(offset)},
                  {node.input(0)});
}

ValueId read_dequantize(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  const auto dtype = dtype_of_attribute(attributes.get_int("dtype"));
  if (attributes.get_bool("sqrt_mode") || attributes.get_bool("relu_flag") || !dtype ||
      !is_floating(*dtype)) {
    node.unsupported("only scaling to a float type without sqrt_mode and relu_flag is read");
  }
  const auto rank = static_cast<int64_t>(node.shape(0).size());
  node.require(rank >= 1, "its input is a scalar");
  const int64_t axis = rank == 4 ? 1 : rank - 1;
  const int64_t channels = node.shape(0)[static_cast<size_t>(axis)];
  node.require(channels <= kMaxChannels, "it has " + std::to_string(channels) + " channels");
  std::vector<float> scales = read_scales(node);
  if (scales.size() == 1 && channels > 1) {
    scales.assign(static_cast<size_t>(channels), scales[0]);
  }
  const auto count = static_cast<int64_t>(scales.size());
  const ValueId scale =
      node.graph().add_constant(node.name() + ".deq_scale", Tensor::from({count}, scales));
  return node.add(OpKind::kDequantize, DequantizeAttrs{axis, *dtype}, {node.input(0), scale});
}

}  // namespace msquant
