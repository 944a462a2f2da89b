#include "engine/reference/reference_executor.h"

#include <optional>

#include "base/error.h"
#include "engine/input_check.h"
#include "engine/reference/kernel_table.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

struct Step {
  Node node;
  TensorType output_type;
  std::vector<ValueId> dead_after;  // values that no later step reads
};

// A compiled graph: immutable, shared by all forks. Vectors over values are indexed by ValueId.
struct Program {
  std::vector<InputSpec> inputs;
  std::vector<ValueId> outputs;
  std::vector<std::optional<Tensor>> constants;  // of the graph, or folded
  std::vector<Step> steps;
  std::vector<bool> is_watched;
};

size_t at(ValueId id) { return static_cast<size_t>(id); }

std::vector<bool> mark_watched(const Graph& graph, const std::vector<ValueId>& watched) {
  std::vector<bool> is_watched(at(graph.value_count()));
  for (ValueId id : watched) {
    MSQUANT_CHECK(id >= 0 && id < graph.value_count());
    MSQUANT_CHECK(is_floating(graph.value(id).type.dtype));
    is_watched[at(id)] = true;
  }
  return is_watched;
}

// Runs a step on the values computed so far.
Tensor run_step(const Step& step, const std::vector<std::optional<Tensor>>& values) {
  KernelCall call{step.node, {}, step.output_type};
  for (ValueId input : step.node.inputs) call.inputs.push_back(values[at(input)].value());
  return run_kernel(call);
}

bool has_constant_inputs(const Node& node, const Program& program) {
  for (ValueId input : node.inputs) {
    if (!program.constants[at(input)]) return false;
  }
  return true;
}

// Finds where each value is read last, and drops the constants that nobody reads.
void plan_lifetimes(Program& program) {
  std::vector<bool> is_needed(program.constants.size());
  for (ValueId output : program.outputs) is_needed[at(output)] = true;
  for (auto step = program.steps.rbegin(); step != program.steps.rend(); ++step) {
    std::vector<ValueId> touched = step->node.inputs;
    touched.push_back(step->node.outputs[0]);
    for (ValueId id : touched) {
      if (!is_needed[at(id)]) step->dead_after.push_back(id);
      is_needed[at(id)] = true;
    }
  }
  for (size_t id = 0; id < is_needed.size(); ++id) {
    if (!is_needed[id] && !program.is_watched[id]) program.constants[id].reset();
  }
}

Program compile(const Graph& graph, const std::vector<ValueId>& watched) {
  Program program;
  program.inputs = input_specs(graph);
  program.outputs = graph.outputs();
  program.is_watched = mark_watched(graph, watched);
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    program.constants.push_back(graph.value(id).constant);
  }
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    require_kernel(graph, node);
    const ValueId output = node.outputs[0];
    Step step{node, graph.value(output).type, {}};
    if (has_constant_inputs(node, program)) {
      program.constants[at(output)] = run_step(step, program.constants);
    } else {
      program.steps.push_back(std::move(step));
    }
  }
  plan_lifetimes(program);
  return program;
}

class ReferenceExecutor : public Executor {
 public:
  explicit ReferenceExecutor(std::shared_ptr<const Program> program)
      : program_(std::move(program)) {}

  std::vector<Tensor> run(const std::vector<Tensor>& inputs, const Tap& tap) override {
    check_inputs(program_->inputs, inputs);
    std::vector<std::optional<Tensor>> values = program_->constants;
    for (size_t i = 0; i < inputs.size(); ++i) values[at(program_->inputs[i].id)] = inputs[i];
    for (size_t id = 0; id < values.size(); ++id) {
      if (values[id]) show(static_cast<ValueId>(id), *values[id], tap);
    }
    for (const Step& step : program_->steps) {
      const ValueId output = step.node.outputs[0];
      values[at(output)] = run_step(step, values);
      show(output, *values[at(output)], tap);
      for (ValueId id : step.dead_after) values[at(id)].reset();
    }
    std::vector<Tensor> results;
    for (ValueId id : program_->outputs) results.push_back(values[at(id)].value());
    return results;
  }

  std::unique_ptr<Executor> fork() const override {
    return std::make_unique<ReferenceExecutor>(program_);
  }

 private:
  void show(ValueId id, const Tensor& value, const Tap& tap) const {
    if (tap && program_->is_watched[at(id)]) {
      tap(id, value.to_float32().data<float>(), plain_channel_layout(value.shape()));
    }
  }

  std::shared_ptr<const Program> program_;
};

}  // namespace

std::unique_ptr<Executor> make_reference_executor(const Graph& graph,
                                                  const ExecutorOptions& options) {
  return std::make_unique<ReferenceExecutor>(
      std::make_shared<const Program>(compile(graph, options.watched)));
}

}  // namespace msquant
