#include "formats/mindir/mindir_order.h"

#include <algorithm>
#include <set>
#include <string>

#include "formats/mindir/mindir_ops.h"

namespace msquant {
namespace {

using mind_ir::NodeProto;

// A branch or loop makes MindSpore export several graphs, and nodes that call what another node
// chose instead of a primitive.
void refuse_control_flow(const MindirIndex& index) {
  static const std::set<std::string> kControl = {"If", "Partial", "Switch", "SwitchLayer", "While"};
  const auto& nodes = index.graph().node();
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const NodeProto& node) {
    return kControl.count(index.primitive_of(node)) > 0;
  });
  if (found == nodes.end() && index.model().functions().empty()) return;
  const std::string item = found != nodes.end()
                               ? index.describe(*found)
                               : "graph '" + index.model().functions(0).name() + "'";
  throw index.error(ErrorKind::kUnsupported, item,
                    "control flow: the model branches, loops or calls other graphs",
                    "export the network without 'if' and 'for' on tensors");
}

// Names all operators that cannot be read at once, and the node of the first.
void refuse_unknown_operators(const MindirIndex& index, const std::vector<int>& order) {
  std::set<std::string> unknown;
  std::string first;
  for (int position : order) {
    const NodeProto& node = index.graph().node(position);
    const std::string primitive = index.primitive_of(node);
    if (find_mindir_op(primitive) != nullptr) continue;
    unknown.insert("'" + primitive + "'");
    if (first.empty()) first = index.describe(node);
  }
  if (unknown.empty()) return;
  std::string list;
  for (const std::string& name : unknown) list += (list.empty() ? "" : ", ") + name;
  throw index.error(ErrorKind::kUnsupported, first, "msquant has no operator for " + list,
                    "use operators out of " + supported_mindir_ops());
}

std::vector<int> producers_of(const MindirIndex& index, const NodeProto& node) {
  const MindirOp* op = find_mindir_op(index.primitive_of(node));
  const int count = op == nullptr ? node.input_size() : op->count_data_inputs(node.input_size());
  std::vector<int> producers;
  for (int i = 0; i < count; ++i) {
    if (const auto producer = index.find_node(node.input(i))) producers.push_back(*producer);
  }
  return producers;
}

// Depth first with a stack of its own, because a hostile file may be deep.
class DepthFirst {
 public:
  explicit DepthFirst(const MindirIndex& index)
      : index_(index), states_(static_cast<size_t>(index.graph().node_size()), State::kNew) {}

  void visit(int node) {
    open(node);
    while (!stack_.empty()) {
      Visit& top = stack_.back();
      if (top.next < top.producers.size()) {
        open(top.producers[top.next++]);
      } else {
        state(top.node) = State::kDone;
        order_.push_back(top.node);
        stack_.pop_back();
      }
    }
  }

  const std::vector<int>& order() const { return order_; }

 private:
  enum class State : uint8_t { kNew, kOpen, kDone };
  struct Visit {
    int node;
    std::vector<int> producers;
    size_t next = 0;
  };

  State& state(int node) { return states_[static_cast<size_t>(node)]; }

  void open(int node) {
    const NodeProto& proto = index_.graph().node(node);
    if (state(node) == State::kOpen) {
      throw index_.error(ErrorKind::kModel, index_.describe(proto), "it depends on its own result");
    }
    if (state(node) == State::kDone) return;
    state(node) = State::kOpen;
    stack_.push_back({node, producers_of(index_, proto)});
  }

  const MindirIndex& index_;
  std::vector<State> states_;
  std::vector<Visit> stack_;
  std::vector<int> order_;
};

}  // namespace

std::vector<int> order_mindir_nodes(const MindirIndex& index) {
  refuse_control_flow(index);
  DepthFirst search(index);
  for (const auto& output : index.graph().output()) {
    if (const auto node = index.find_node(output.name())) search.visit(*node);
  }
  refuse_unknown_operators(index, search.order());
  return search.order();
}

}  // namespace msquant
