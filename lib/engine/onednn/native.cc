#include "engine/onednn/native.h"

#include <algorithm>

namespace msquant {
namespace {

bool is_constant(const Graph& graph, const Node& node, size_t input) {
  return input >= node.inputs.size() || graph.value(node.inputs[input]).constant.has_value();
}

bool has_constant_weights(const Graph& graph, const Node& node) {
  return is_constant(graph, node, 1) && is_constant(graph, node, 2);
}

bool is_native_product(const Graph& graph, const Node& node, DType dtype) {
  if (dtype == DType::kFloat32) return true;
  if (dtype != DType::kInt8 || !has_constant_weights(graph, node)) return false;
  return node.kind == OpKind::kConv2d || (!node.as<MatMulAttrs>().transpose_a &&
                                          graph.value(node.inputs[1]).type.shape.size() == 2);
}

// A window without an element in the image has no defined result in oneDNN.
bool is_native_pool(const PoolAttrs& a, DType dtype) {
  const auto& [top, bottom, left, right] = a.padding;
  return dtype != DType::kInt32 && std::max(top, bottom) < a.kernel[0] &&
         std::max(left, right) < a.kernel[1];
}

bool is_dense(const SliceAttrs& a) {
  return std::all_of(a.step.begin(), a.step.end(), [](int64_t step) { return step == 1; });
}

bool is_native_cast(DType from, DType to) {
  return from == to || (from == DType::kFloat16 && to == DType::kFloat32) ||
         (from == DType::kFloat32 && to == DType::kFloat16) ||
         (from == DType::kInt8 && to == DType::kFloat32);
}

}  // namespace

bool is_carried(DType dtype) {
  return dtype == DType::kFloat32 || dtype == DType::kFloat16 || dtype == DType::kInt8 ||
         dtype == DType::kInt32;
}

bool is_native(const Graph& graph, const Node& node) {
  const auto is_empty = [&](ValueId id) { return element_count(graph.value(id).type.shape) == 0; };
  if (std::any_of(node.inputs.begin(), node.inputs.end(), is_empty)) return false;
  if (is_empty(node.outputs[0])) return false;
  const DType dtype = graph.value(node.inputs[0]).type.dtype;
  switch (node.kind) {
    case OpKind::kConv2d:
    case OpKind::kMatMul:
      return is_native_product(graph, node, dtype);
    case OpKind::kRelu:
    case OpKind::kRelu6:
      return is_floating(dtype);
    case OpKind::kLeakyRelu:
    case OpKind::kElu:
    case OpKind::kClip:
    case OpKind::kHardSwish:
    case OpKind::kSwish:
    case OpKind::kMish:
    case OpKind::kGelu:
    case OpKind::kGeluTanh:
    case OpKind::kSoftplus:
    case OpKind::kTanh:
    case OpKind::kSqrt:
    case OpKind::kAbs:
    case OpKind::kExp:
    case OpKind::kLog:
    case OpKind::kSigmoid:
    case OpKind::kBiasAdd:
    case OpKind::kBatchNorm:
    case OpKind::kSoftmax:
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
    case OpKind::kDiv:
    case OpKind::kReduceMean:
    case OpKind::kPad:
    case OpKind::kFakeQuant:
    case OpKind::kQuantize:
    case OpKind::kConvTranspose2d:
      return dtype == DType::kFloat32;
    case OpKind::kLayerNorm:
      return dtype == DType::kFloat32 && is_constant(graph, node, 1) && is_constant(graph, node, 2);
    case OpKind::kSlice:
      return dtype == DType::kFloat32 && is_dense(node.as<SliceAttrs>());
    case OpKind::kReshape:
    case OpKind::kFlatten:
    case OpKind::kIdentity:
      return true;
    case OpKind::kMaxPool:
      return is_native_pool(node.as<PoolAttrs>(), dtype);
    case OpKind::kAvgPool:
      return dtype == DType::kFloat32 && is_native_pool(node.as<PoolAttrs>(), dtype);
    case OpKind::kTranspose:
    case OpKind::kConcat:
      return dtype != DType::kInt32;
    case OpKind::kCast:
      return is_native_cast(dtype, node.as<CastAttrs>().to);
    case OpKind::kDequantize:
      return is_constant(graph, node, 1);
    default:
      return false;
  }
}

}  // namespace msquant
