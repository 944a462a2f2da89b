#include "engine/onednn/fusion.h"

#include <algorithm>
#include <set>

#include "engine/onednn/operator_table.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

class Matcher {
 public:
  explicit Matcher(const Graph& graph) : graph_(graph) {}

  std::vector<Chain> match();

 private:
  bool extend(Chain& chain, NodeId next) const;
  bool extend_by_affine(Chain& chain, NodeId next) const;
  bool extend_by_dequantize(Chain& chain, NodeId next) const;
  bool extend_by_residual(Chain& chain, NodeId next) const;
  Chain grow(NodeId head) const;

  bool is_integer(NodeId id) const { return output_type(id).dtype == DType::kInt32; }
  const TensorType& output_type(NodeId id) const {
    return graph_.value(graph_.node(id).outputs[0]).type;
  }
  template <class Iterator>
  bool all_constant(Iterator begin, Iterator end) const {
    return std::all_of(begin, end, [&](ValueId id) { return is_constant(id); });
  }
  bool is_constant(ValueId id) const { return graph_.value(id).constant.has_value(); }

  const Graph& graph_;
  std::set<NodeId> taken_;
};

bool is_head(const Graph& graph, const Node& node) {
  const NativeOperator* native = find_native(graph, node);
  return native != nullptr && native->emit_chain != nullptr;
}

// Constant vectors along the channels fold into the bias and, of a BatchNorm, into the weights.
bool Matcher::extend_by_affine(Chain& chain, NodeId next) const {
  const Node &node = graph_.node(next), &head = graph_.node(chain.head());
  const bool is_conv = head.kind == OpKind::kConv2d;
  const bool is_dense = head.kind == OpKind::kMatMul && output_type(next).shape.size() == 2 &&
                        node.kind == OpKind::kBiasAdd;
  const bool is_pending = chain.dequantize == kNoId && chain.residual == kNoId;
  if (!is_pending || (!is_conv && !is_dense)) return false;
  if (node.kind == OpKind::kBatchNorm && !is_constant(head.inputs[1])) return false;
  if (head.inputs.size() > 2 && !is_constant(head.inputs[2])) return false;
  if (!all_constant(node.inputs.begin() + 1, node.inputs.end())) return false;
  chain.affine.push_back(next);
  return true;
}

bool Matcher::extend_by_dequantize(Chain& chain, NodeId next) const {
  const auto& attributes = graph_.node(next).as<DequantizeAttrs>();
  const bool is_conv = graph_.node(chain.head()).kind == OpKind::kConv2d;
  const auto rank = static_cast<int64_t>(output_type(next).shape.size());
  if (attributes.axis != (is_conv ? 1 : rank - 1)) return false;
  if (!is_constant(graph_.node(next).inputs[1])) return false;
  chain.dequantize = next;
  return true;
}

// A convolution adds what another branch has left in the destination.
bool Matcher::extend_by_residual(Chain& chain, NodeId next) const {
  const Node& node = graph_.node(next);
  const ValueId sum = graph_.node(chain.last()).outputs[0];
  const ValueId other = node.inputs[0] == sum ? node.inputs[1] : node.inputs[0];
  const bool fits = graph_.node(chain.head()).kind == OpKind::kConv2d && chain.residual == kNoId &&
                    chain.dequantize == kNoId && other != sum && !is_constant(other) &&
                    graph_.value(other).type == graph_.value(sum).type;
  if (fits) chain.residual = other;
  return fits;
}

bool extend_by_activation(Chain& chain, Activation activation) {
  chain.activation = activation;
  return true;
}

bool Matcher::extend(Chain& chain, NodeId next) const {
  const bool is_int32 = is_integer(chain.last());
  switch (graph_.node(next).kind) {
    case OpKind::kIdentity:
      return true;
    case OpKind::kBatchNorm:
      return !is_int32 && extend_by_affine(chain, next);
    case OpKind::kBiasAdd:
      return extend_by_affine(chain, next);
    case OpKind::kDequantize:
      return extend_by_dequantize(chain, next);
    case OpKind::kCast:
      return chain.dequantize != kNoId && output_type(next).dtype == DType::kFloat32;
    case OpKind::kAdd:
      return !is_int32 && extend_by_residual(chain, next);
    case OpKind::kRelu:
      return !is_int32 && extend_by_activation(chain, Activation::kRelu);
    case OpKind::kRelu6:
      return !is_int32 && extend_by_activation(chain, Activation::kRelu6);
    default:
      return false;
  }
}

Chain Matcher::grow(NodeId head) const {
  Chain chain;
  chain.nodes = {head};
  while (chain.activation == Activation::kNone) {
    const ValueId value = graph_.node(chain.last()).outputs[0];
    const NodeId next = graph_.only_user(value);
    if (next == kNoId || taken_.count(next) != 0) break;
    if (!extend(chain, next)) break;
    chain.nodes.push_back(next);
  }
  return chain;
}

// Backwards, so that of two convolutions that meet in an Add the later one takes it: only then is
// the other operand ready.
std::vector<Chain> Matcher::match() {
  std::vector<Chain> chains;
  const std::vector<NodeId> order = topological_order(graph_);
  for (const bool products_first : {true, false}) {
    for (auto id = order.rbegin(); id != order.rend(); ++id) {
      const OpKind kind = graph_.node(*id).kind;
      if (!is_head(graph_, graph_.node(*id))) continue;
      const bool is_product = kind == OpKind::kConv2d || kind == OpKind::kMatMul;
      if (is_product != products_first || taken_.count(*id) != 0) continue;
      chains.push_back(grow(*id));
      taken_.insert(chains.back().nodes.begin(), chains.back().nodes.end());
    }
  }
  return chains;
}

}  // namespace

std::vector<Chain> find_chains(const Graph& graph) { return Matcher(graph).match(); }

}  // namespace msquant
