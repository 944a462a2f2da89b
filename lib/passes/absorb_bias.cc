#include "passes/absorb_bias.h"

#include <utility>

namespace msquant {
namespace {

bool is_product(const Node& node) {
  return node.kind == OpKind::kConv2d || node.kind == OpKind::kMatMul;
}

// The dimension of the product's output along which its bias runs.
size_t bias_axis(const Graph& graph, const Node& product) {
  const size_t rank = graph.value(product.outputs[0]).type.shape.size();
  return product.kind == OpKind::kConv2d ? 1 : rank - 1;
}

// Whether adding a constant of this shape to a product adds one number to each of its channels.
bool runs_along(const Shape& shape, size_t axis, const Shape& product) {
  if (shape.size() > product.size()) return false;
  const size_t missing = product.size() - shape.size();
  for (size_t i = 0; i < product.size(); ++i) {
    const int64_t size = i < missing ? 1 : shape[i - missing];
    if (size != (i == axis ? product[i] : 1)) return false;
  }
  return true;
}

bool is_bias(const Graph& graph, const Node& add, const Node& product, ValueId constant) {
  const size_t axis = bias_axis(graph, product);
  const TensorType& type = graph.value(product.outputs[0]).type;
  const Value& value = graph.value(constant);
  if (!value.constant || value.type.dtype != type.dtype) return false;
  return add.kind == OpKind::kBiasAdd ? axis == 1 : runs_along(value.type.shape, axis, type.shape);
}

// Tries the product that makes operand `side` of an addition; the other operand is the bias.
bool absorb_into(Graph& graph, NodeId add_id, size_t side) {
  const Node& add = graph.node(add_id);
  const ValueId sum = add.outputs[0], product = add.inputs[side], bias = add.inputs[1 - side];
  const NodeId producer = graph.value(product).producer;
  if (producer == kNoId || graph.only_user(product) != add_id) return false;
  const Node& node = graph.node(producer);
  if (!is_product(node) || node.inputs.size() > 2 || !is_bias(graph, add, node, bias)) return false;

  const Tensor tensor = *graph.value(bias).constant;
  const ValueId vector =
      tensor.shape().size() == 1
          ? bias
          : graph.add_constant(graph.value(bias).name, tensor.reshaped({tensor.size()}));
  graph.append_input(producer, vector);
  graph.replace_uses(sum, product);
  graph.erase_node(add_id);
  return true;
}

}  // namespace

void absorb_bias(Graph& graph) {
  for (NodeId id : graph.node_ids()) {
    const OpKind kind = graph.node(id).kind;
    if (kind == OpKind::kBiasAdd) absorb_into(graph, id, 0);
    if (kind == OpKind::kAdd && !absorb_into(graph, id, 0)) absorb_into(graph, id, 1);
  }
}

}  // namespace msquant
