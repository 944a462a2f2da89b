#include "engine/onednn/compiler.h"

#include <unordered_map>

#include "base/error.h"
#include "base/log.h"
#include "engine/onednn/constant_steps.h"
#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/operator_table.h"
#include "engine/onednn/out_of_memory.h"
#include "graph/traversal.h"

namespace msquant {

Compiler::Compiler(const Graph& graph, const ExecutorOptions& options)
    : graph_(graph),
      outputs_(graph.outputs()),
      watched_(options.watched.begin(), options.watched.end()),
      plan_(std::make_shared<Plan>()),
      packing_threads_(options.threads == 1 ? options.packing_threads : 1) {
  MSQUANT_CHECK(options.threads >= 1);
  plan_->threads = options.threads;
  plan_->inputs = input_specs(graph);
  for (ValueId id : outputs_) plan_->outputs.push_back(graph.value(id).type);
  // As outputs, watched values keep their producers and are not fused away.
  std::vector<ValueId> wanted = outputs_;
  wanted.insert(wanted.end(), watched_.begin(), watched_.end());
  graph_.set_outputs(wanted);
  erase_dead_nodes(graph_);
}

void Compiler::count_uses() {
  for (NodeId id : graph_.node_ids()) {
    for (ValueId input : graph_.node(id).inputs) ++remaining_uses_[input];
  }
  for (ValueId id : outputs_) ++remaining_uses_[id];
}

std::shared_ptr<const Plan> Compiler::compile() {
  // Primitives are made for the number of threads that they will run on.
  const ThreadScope scope(plan_->threads);
  count_uses();
  for (size_t i = 0; i < graph_.inputs().size(); ++i) define_input(i);
  for (ValueId id : watched_) {
    if (graph_.value(id).constant) add_tap(id);
  }
  const std::vector<Chain> chains = find_chains(graph_);
  std::unordered_map<NodeId, const Chain*> chain_of;
  for (const Chain& chain : chains) {
    for (NodeId id : chain.nodes) chain_of[id] = &chain;
  }
  // A chain runs where its last operator stands: there all its operands are ready.
  for (NodeId id : topological_order(graph_)) {
    const auto chain = chain_of.find(id);
    if (chain == chain_of.end()) {
      emit({id}, nullptr);
    } else if (chain->second->last() == id) {
      emit(chain->second->nodes, chain->second);
    }
  }
  for (size_t i = 0; i < outputs_.size(); ++i) define_output(i);
  run_constant_steps(*plan_, constant_steps_, packing_threads_);
  place_storages(*plan_);
  make_constants();
  return plan_;
}

void Compiler::emit(const std::vector<NodeId>& nodes, const Chain* chain) {
  for (NodeId id : nodes) {
    require_carried_types(graph_.node(id));
    for (ValueId input : graph_.node(id).inputs) use(input);
  }
  if (!emit_native(graph_.node(nodes.front()), chain)) {
    for (NodeId id : nodes) {
      log::debug("node '{}' runs on a reference kernel", graph_.node(id).name);
      emit_reference(*this, graph_.node(id));
    }
  }
}

bool Compiler::emit_native(const Node& node, const Chain* chain) {
  try {
    const NativeOperator* native = find_native(graph_, node);
    if (native == nullptr) return false;
    require_room_for_code();
    if (chain != nullptr) return native->emit_chain(*this, *chain);
    native->emit(*this, node);
    return true;
  } catch (const dnnl::error& error) {
    throw_if_out_of_memory(error);
    // A primitive that does not exist is refused before its step is added.
    log::debug("oneDNN refuses node '{}': {}", node.name, error.what());
    return false;
  }
}

void Compiler::require_carried_types(const Node& node) const {
  std::vector<ValueId> ids = node.inputs;
  ids.push_back(node.outputs[0]);
  for (ValueId id : ids) {
    const Value& value = graph_.value(id);
    const std::string because = why_not_carried(value.type);
    if (because.empty()) continue;
    throw Error(ErrorKind::kUnsupported, "the onednn engine cannot run an operator",
                "node '" + node.name + "' (" + std::string(name_of(node.kind)) + "), value '" +
                    value.name + "'",
                because, "use the engine 'reference'");
  }
}

}  // namespace msquant
