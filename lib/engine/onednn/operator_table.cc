#include "engine/onednn/operator_table.h"

#include <algorithm>

#include "engine/onednn/emit.h"

namespace msquant {
namespace {

DType dtype_of(const Graph& graph, const Node& node) {
  return graph.value(node.inputs[0]).type.dtype;
}

bool is_constant(const Graph& graph, const Node& node, size_t input) {
  return input >= node.inputs.size() || graph.value(node.inputs[input]).constant.has_value();
}

bool always(const Graph&, const Node&) { return true; }

bool if_float32(const Graph& graph, const Node& node) {
  return dtype_of(graph, node) == DType::kFloat32;
}

bool if_floating(const Graph& graph, const Node& node) {
  return is_floating(dtype_of(graph, node));
}

bool if_not_int32(const Graph& graph, const Node& node) {
  return dtype_of(graph, node) != DType::kInt32;
}

template <size_t kFirst, size_t kLast>
bool if_constant(const Graph& graph, const Node& node) {
  for (size_t input = kFirst; input <= kLast; ++input) {
    if (!is_constant(graph, node, input)) return false;
  }
  return true;
}

bool if_product(const Graph& graph, const Node& node) {
  const DType dtype = dtype_of(graph, node);
  if (dtype == DType::kFloat32) return true;
  if (dtype != DType::kInt8 || !if_constant<1, 2>(graph, node)) return false;
  return node.kind == OpKind::kConv2d || (!node.as<MatMulAttrs>().transpose_a &&
                                          graph.value(node.inputs[1]).type.shape.size() == 2);
}

bool if_layer_norm(const Graph& graph, const Node& node) {
  return if_float32(graph, node) && if_constant<1, 2>(graph, node);
}

// A window without an element in the image has no defined result in oneDNN.
bool if_pool(const Graph& graph, const Node& node) {
  const auto& a = node.as<PoolAttrs>();
  const auto& [top, bottom, left, right] = a.padding;
  return if_not_int32(graph, node) && std::max(top, bottom) < a.kernel[0] &&
         std::max(left, right) < a.kernel[1];
}

bool if_float_pool(const Graph& graph, const Node& node) {
  return if_float32(graph, node) && if_pool(graph, node);
}

bool if_dense_slice(const Graph& graph, const Node& node) {
  const auto& step = node.as<SliceAttrs>().step;
  return if_float32(graph, node) &&
         std::all_of(step.begin(), step.end(), [](int64_t each) { return each == 1; });
}

bool if_cast(const Graph& graph, const Node& node) {
  const DType from = dtype_of(graph, node), to = node.as<CastAttrs>().to;
  return from == to || (from == DType::kFloat16 && to == DType::kFloat32) ||
         (from == DType::kFloat32 && to == DType::kFloat16) ||
         (from == DType::kInt8 && to == DType::kFloat32);
}

// For emit functions that take every chain.
template <void (*kEmit)(Compiler&, const Chain&)>
bool emit_any(Compiler& compiler, const Chain& chain) {
  kEmit(compiler, chain);
  return true;
}

template <void (*kEmit)(Compiler&, const Chain&)>
bool emit_product(Compiler& compiler, const Chain& chain) {
  const ValueId sum = compiler.graph().node(chain.head()).outputs[0];
  const bool is_integer = compiler.graph().value(sum).type.dtype == DType::kInt32;
  return is_integer ? emit_integer_product(compiler, chain) : emit_any<kEmit>(compiler, chain);
}

constexpr NativeOperator kOperators[] = {
    {OpKind::kConv2d, if_product, nullptr, emit_product<emit_conv>},
    {OpKind::kMatMul, if_product, nullptr, emit_product<emit_matmul>},
    {OpKind::kBatchNorm, if_float32, nullptr, emit_any<emit_batch_norm>},
    {OpKind::kAdd, if_float32, emit_binary},
    {OpKind::kSub, if_float32, emit_binary},
    {OpKind::kMul, if_float32, emit_binary},
    {OpKind::kDiv, if_float32, emit_binary},
    {OpKind::kMaximum, if_float32, emit_binary},
    {OpKind::kMinimum, if_float32, emit_binary},
    {OpKind::kConvTranspose2d, if_float32, emit_conv_transpose},
    {OpKind::kBiasAdd, if_float32, emit_bias_add},
    {OpKind::kPRelu, if_float32, emit_prelu},
    {OpKind::kLayerNorm, if_layer_norm, emit_layer_norm},
    {OpKind::kGroupNorm, if_float32, emit_group_norm},
    {OpKind::kSoftmax, if_float32, emit_softmax},
    {OpKind::kRelu, if_floating, emit_unary},
    {OpKind::kRelu6, if_floating, emit_unary},
    {OpKind::kLeakyRelu, if_float32, emit_unary},
    {OpKind::kElu, if_float32, emit_unary},
    {OpKind::kClip, if_float32, emit_unary},
    {OpKind::kHardSigmoid, if_float32, emit_unary},
    {OpKind::kHardSwish, if_float32, emit_unary},
    {OpKind::kSwish, if_float32, emit_unary},
    {OpKind::kMish, if_float32, emit_unary},
    {OpKind::kGelu, if_float32, emit_unary},
    {OpKind::kGeluTanh, if_float32, emit_unary},
    {OpKind::kSoftplus, if_float32, emit_unary},
    {OpKind::kTanh, if_float32, emit_unary},
    {OpKind::kSqrt, if_float32, emit_unary},
    {OpKind::kRsqrt, if_float32, emit_unary},
    {OpKind::kNeg, if_float32, emit_unary},
    {OpKind::kAbs, if_float32, emit_unary},
    {OpKind::kExp, if_float32, emit_unary},
    {OpKind::kLog, if_float32, emit_unary},
    {OpKind::kSigmoid, if_float32, emit_unary},
    {OpKind::kMaxPool, if_pool, emit_pool},
    {OpKind::kAvgPool, if_float_pool, emit_pool},
    {OpKind::kReduceMean, if_float32, emit_reduce},
    {OpKind::kReduceSum, if_float32, emit_reduce},
    {OpKind::kReduceMax, if_float32, emit_reduce},
    {OpKind::kReshape, always, emit_view},
    {OpKind::kFlatten, always, emit_view},
    {OpKind::kIdentity, always, emit_view},
    {OpKind::kTranspose, if_not_int32, emit_transpose},
    {OpKind::kConcat, if_not_int32, emit_concat},
    {OpKind::kPad, if_float32, emit_pad},
    {OpKind::kSlice, if_dense_slice, emit_slice},
    {OpKind::kCast, if_cast, emit_cast},
    {OpKind::kFakeQuant, if_float32, emit_fake_quant},
    {OpKind::kQuantize, if_float32, emit_quantize},
    {OpKind::kDequantize, if_constant<1, 1>, emit_dequantize},
};

}  // namespace

std::string why_not_carried(const TensorType& type) {
  constexpr DType kCarried[] = {DType::kFloat32, DType::kFloat16, DType::kInt8, DType::kInt32};
  if (std::find(std::begin(kCarried), std::end(kCarried), type.dtype) == std::end(kCarried)) {
    return "it is " + std::string(name_of(type.dtype));
  }
  if (type.shape.size() > DNNL_MAX_NDIMS) {
    return "it has " + std::to_string(type.shape.size()) + " dimensions, more than " +
           std::to_string(DNNL_MAX_NDIMS);
  }
  return "";
}

const NativeOperator* find_native(const Graph& graph, const Node& node) {
  const auto is_empty = [&](ValueId id) { return element_count(graph.value(id).type.shape) == 0; };
  if (std::any_of(node.inputs.begin(), node.inputs.end(), is_empty)) return nullptr;
  if (is_empty(node.outputs[0])) return nullptr;
  const auto* row =
      std::find_if(std::begin(kOperators), std::end(kOperators),
                   [&](const NativeOperator& each) { return each.kind == node.kind; });
  return row != std::end(kOperators) && row->takes(graph, node) ? row : nullptr;
}

}  // namespace msquant
