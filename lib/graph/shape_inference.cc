#include "graph/shape_inference.h"

#include <string>

#include "base/error.h"
#include "graph/shape_rules.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

using Rule = TensorType (*)(const Operands&);

Rule rule_of(OpKind kind) {
  switch (kind) {
    case OpKind::kConv2d:
      return infer_conv;
    case OpKind::kMatMul:
      return infer_matmul;
    case OpKind::kConvTranspose2d:
      return infer_conv_transpose;
    case OpKind::kLayerNorm:
      return infer_layer_norm;
    case OpKind::kGroupNorm:
      return infer_group_norm;
    case OpKind::kBiasAdd:
    case OpKind::kBatchNorm:
      return infer_channel_vectors;
    case OpKind::kRelu:
    case OpKind::kRelu6:
    case OpKind::kLeakyRelu:
    case OpKind::kElu:
    case OpKind::kClip:
    case OpKind::kHardSigmoid:
    case OpKind::kHardSwish:
    case OpKind::kSwish:
    case OpKind::kMish:
    case OpKind::kGelu:
    case OpKind::kGeluTanh:
    case OpKind::kSoftplus:
    case OpKind::kTanh:
    case OpKind::kErf:
    case OpKind::kSqrt:
    case OpKind::kRsqrt:
    case OpKind::kNeg:
    case OpKind::kAbs:
    case OpKind::kExp:
    case OpKind::kLog:
    case OpKind::kSigmoid:
    case OpKind::kIdentity:
      return infer_same;
    case OpKind::kSoftmax:
      return infer_softmax;
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
    case OpKind::kDiv:
    case OpKind::kMaximum:
    case OpKind::kMinimum:
    case OpKind::kPow:
    case OpKind::kPRelu:
      return infer_elementwise;
    case OpKind::kMaxPool:
    case OpKind::kAvgPool:
      return infer_pool;
    case OpKind::kAdaptiveAvgPool:
      return infer_adaptive_pool;
    case OpKind::kResize:
      return infer_resize;
    case OpKind::kReduceMean:
    case OpKind::kReduceSum:
    case OpKind::kReduceMax:
      return infer_reduce;
    case OpKind::kReshape:
      return infer_reshape;
    case OpKind::kFlatten:
      return infer_flatten;
    case OpKind::kTranspose:
      return infer_transpose;
    case OpKind::kConcat:
      return infer_concat;
    case OpKind::kPad:
      return infer_pad;
    case OpKind::kSlice:
      return infer_slice;
    case OpKind::kGather:
      return infer_gather;
    case OpKind::kBroadcastTo:
      return infer_broadcast_to;
    case OpKind::kTile:
      return infer_tile;
    case OpKind::kCast:
      return infer_cast;
    case OpKind::kFakeQuant:
      return infer_fake_quant;
    case OpKind::kQuantize:
      return infer_quantize;
    case OpKind::kDequantize:
      return infer_dequantize;
  }
  MSQUANT_CHECK(false);
}

// The shape that a node names, if it names one.
Shape* target_shape(Node& node) {
  if (auto* reshape = std::get_if<ReshapeAttrs>(&node.attributes)) return &reshape->shape;
  if (auto* broadcast = std::get_if<BroadcastAttrs>(&node.attributes)) return &broadcast->shape;
  return nullptr;
}

}  // namespace

TensorType infer_type(const Graph& graph, const Node& node) {
  Operands op{node, {}};
  for (ValueId input : node.inputs) op.types.push_back(graph.value(input).type);
  const OpInfo& info = info_of(node.kind);
  const auto count = static_cast<int>(op.count());
  op.require(count >= info.min_inputs && (info.max_inputs < 0 || count <= info.max_inputs),
             "it has " + std::to_string(count) + " inputs");
  TensorType type = rule_of(node.kind)(op);
  op.require(checked_byte_count(type.dtype, type.shape).has_value(),
             "its output shape " + to_string(type.shape) + " is too large");
  return type;
}

void infer_types(Graph& graph) {
  for (NodeId id : topological_order(graph)) {
    graph.value(graph.node(id).outputs[0]).type = infer_type(graph, graph.node(id));
  }
}

int64_t batch_size(const Graph& graph) {
  for (ValueId input : graph.inputs()) {
    const Shape& shape = graph.value(input).type.shape;
    if (!shape.empty()) return shape[0];
  }
  return 1;
}

void set_batch_size(Graph& graph, int64_t batch) {
  const int64_t old_batch = batch_size(graph);
  for (ValueId input : graph.inputs()) {
    Shape& shape = graph.value(input).type.shape;
    if (!shape.empty() && shape[0] == old_batch) shape[0] = batch;
  }
  for (NodeId id : graph.node_ids()) {
    Shape* target = target_shape(graph.node(id));
    if (target != nullptr && !target->empty() && target->front() == old_batch) {
      target->front() = batch;
    }
  }
  infer_types(graph);
}

}  // namespace msquant
