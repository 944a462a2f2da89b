// Operators of quantized models, and conversions between element types.
#include <algorithm>
#include <cmath>

#include "formats/mindir/mindir_ops.h"
#include "graph/quant_params.h"

namespace msquant {
namespace {

// More channels than any layer has; a broken file must not make us allocate what it declares.
constexpr int64_t kMaxChannels = int64_t{1} << 24;

// The float32 that stands in the lower half of each word. The upper half would hold a shift and a
// weight offset, which quantized models of MindSpore leave 0.
Tensor unpack_deq_scale(const MindirNode& node, const Tensor& packed) {
  std::vector<float> scale;
  for (uint64_t word : packed.data<uint64_t>()) {
    if (word >> 32 != 0) node.unsupported("its deq_scale has a shift or a weight offset");
    scale.push_back(detail::float_from_bits(static_cast<uint32_t>(word)));
  }
  return Tensor::from<float>({packed.size()}, scale);
}

// A float32 scale for each of `channels`, from one for all or one for each.
Tensor scale_of_channels(const MindirNode& node, const Tensor& written, int64_t channels) {
  const bool is_packed = written.dtype() == DType::kUInt64;
  if (!is_packed && !is_floating(written.dtype())) node.fail("its deq_scale is not of numbers");
  const Tensor scale = is_packed ? unpack_deq_scale(node, written) : written.to_float32();
  const Span<const float> factors = scale.data<float>();
  if (!std::all_of(factors.begin(), factors.end(), [](float f) { return std::isfinite(f); })) {
    node.fail("its deq_scale is not finite");
  }
  if (scale.size() == channels) return scale.reshaped({channels});
  if (scale.size() != 1 || channels > kMaxChannels) {
    node.fail("its deq_scale has " + std::to_string(scale.size()) + " elements, its input " +
              std::to_string(channels) + " channels");
  }
  const std::vector<float> all(static_cast<size_t>(channels), factors[0]);
  return Tensor::from<float>({channels}, all);
}

Tensor converted(const Tensor& tensor, DType to) {
  const Tensor source = tensor.to_float32();
  Tensor result = Tensor::allocate(to, tensor.shape());
  visit_dtype(to, [&](auto zero) {
    using T = decltype(zero);
    std::transform(source.data<float>().begin(), source.data<float>().end(),
                   result.mutable_data<T>().begin(),
                   [](float value) { return static_cast<T>(value); });
  });
  return result;
}

bool is_constant(const MindirNode& node, const Operand& operand, DType dtype) {
  if (operand.tensor == kNoId) return false;
  const Value& value = node.graph().value(operand.tensor);
  return value.constant && value.type.dtype == dtype;
}

}  // namespace

Operand lower_quant(MindirNode& node) {
  if (node.is_true({"sqrt_mode"}) || node.text({"round_mode"}).value_or("Round") != "Round") {
    node.unsupported("msquant knows sqrt_mode=False and round_mode=Round only");
  }
  if (node.element_type({"dst_type"}).value_or(DType::kInt8) != DType::kInt8) {
    node.unsupported("it quantizes to another type than int8");
  }
  const auto scale = node.real({"scale"}), offset = node.real({"offset"});
  if (!scale || !offset) node.fail("it has no scale or no offset");
  if (!std::isfinite(*scale) || *scale <= 0) node.fail("its scale is " + std::to_string(*scale));
  if (!(*offset >= kQuantMin && *offset <= kQuantMax) || std::rint(*offset) != *offset) {
    node.fail("its offset " + std::to_string(*offset) + " is not an int8");
  }
  return node.add_op(OpKind::kQuantize, QuantizeAttrs{*scale, static_cast<int32_t>(*offset)},
                     {node.tensor(0)});
}

Operand lower_dequant(MindirNode& node) {
  if (node.is_true({"sqrt_mode"}) || node.is_true({"relu_flag"})) {
    node.unsupported("msquant knows sqrt_mode=False and relu_flag=False only");
  }
  const ValueId x = node.tensor(0), packed = node.tensor(1);
  const Shape& shape = node.type(x).shape;
  const Value& written = node.graph().value(packed);
  if (!written.constant) node.unsupported("its deq_scale is computed by the graph");
  if (shape.size() < 2) node.fail("its input has shape " + to_string(shape));
  const DequantizeAttrs attrs{1, node.element_type({"dtype"}).value_or(DType::kFloat32)};
  if (!is_floating(attrs.to)) node.unsupported("it dequantizes to a type that is not of floats");
  Tensor scale = scale_of_channels(node, *written.constant, shape[1]);
  const std::string layer = cell_of_scope(node.proto().domain());
  const ValueId scale_value =
      node.add_constant(layer.empty() ? written.name : layer + ".deq_scale", std::move(scale));
  return node.add_op(OpKind::kDequantize, attrs, {x, scale_value});
}

Operand lower_cast(MindirNode& node) {
  auto to = node.element_type({"dst_type", 1});
  if (!to) to = node.element_type({"DstT"});
  if (!to) node.fail("it has no element type to convert to");
  const ValueId x = node.tensor(0);
  // A product of int8 is int32 here, so the Cast that MindSpore needs behind it has no work left.
  if (node.type(x).dtype == *to) return node.input(0);
  const Value& value = node.graph().value(x);
  // Weights of a float16 network; folded, they stay recognisable as weights.
  if (value.constant && is_floating(value.type.dtype) && is_floating(*to)) {
    return Operand::of(node.add_constant(value.name, converted(*value.constant, *to)));
  }
  return node.add_op(OpKind::kCast, CastAttrs{*to}, {x});
}

std::optional<Operand> fold_weight_offset(MindirNode& node) {
  if (!is_constant(node, node.input(0), DType::kInt8) ||
      !is_constant(node, node.input(1), DType::kInt8)) {
    return std::nullopt;
  }
  const Value& weight = node.graph().value(node.tensor(0));
  const Value& offset = node.graph().value(node.tensor(1));
  if (weight.type.shape != offset.type.shape) node.unsupported("weight and offset differ in shape");
  const Span<const int8_t> w = weight.constant->data<int8_t>(), o = offset.constant->data<int8_t>();
  if (std::all_of(o.begin(), o.end(), [](int8_t value) { return value == 0; })) {
    return node.input(0);
  }
  std::vector<int8_t> difference;
  for (int64_t i = 0; i < w.size(); ++i) {
    const int exact = w[i] - o[i];
    if (exact < kQuantMin || exact > kQuantMax) node.fail("weight - weight_offset leaves int8");
    difference.push_back(static_cast<int8_t>(exact));
  }
  Tensor folded = Tensor::from<int8_t>(weight.type.shape, difference);
  return Operand::of(node.add_constant(weight.name, std::move(folded)));
}

}  // namespace msquant
