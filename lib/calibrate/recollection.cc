#include "calibrate/recollection.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

bool are_same_constants(const Value& a, const Value& b) {
  return a.constant && b.constant ? a.constant->raw() == b.constant->raw()
                                  : !a.constant && !b.constant;
}

bool are_same_nodes(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.inputs != b.inputs) return false;
  return a.kind != OpKind::kFakeQuant ||
         a.as<FakeQuantAttrs>().params == b.as<FakeQuantAttrs>().params;
}

// Which values of `now` depend on nothing that is not in `then`, too.
std::vector<bool> unchanged_values(const Graph& then, const Graph& now) {
  std::vector<bool> unchanged(static_cast<size_t>(now.value_count()));
  const auto is_unchanged = [&](ValueId id) { return unchanged[static_cast<size_t>(id)]; };
  const ValueId count = std::min(then.value_count(), now.value_count());
  for (ValueId id = 0; id < count; ++id) {
    const Value &before = then.value(id), &after = now.value(id);
    const bool is_source = before.producer == kNoId && after.producer == kNoId;
    unchanged[static_cast<size_t>(id)] = is_source && are_same_constants(before, after);
  }
  for (NodeId id : topological_order(now)) {
    const Node& node = now.node(id);
    const ValueId output = node.outputs[0];
    unchanged[static_cast<size_t>(output)] =
        output < count && then.value(output).producer == id &&
        are_same_nodes(then.node(id), node) &&
        std::all_of(node.inputs.begin(), node.inputs.end(), is_unchanged);
  }
  return unchanged;
}

int64_t bytes_of(const Graph& graph, const std::vector<ValueId>& values, int64_t samples) {
  int64_t bytes = 0;
  for (ValueId id : values) {
    const TensorType& type = graph.value(id).type;
    bytes += element_count(type.shape) * size_of(type.dtype) * samples;
  }
  return bytes;
}

}  // namespace

bool Recollection::fits(const Graph& graph, const std::vector<ValueId>& values,
                        int64_t samples) const {
  return bytes_of(graph, values, samples) <= kMostBytes - bytes_;
}

bool Recollection::reserve(const Graph& graph, const std::vector<ValueId>& values,
                           int64_t samples) {
  if (!fits(graph, values, samples)) return false;
  bytes_ += bytes_of(graph, values, samples);
  return true;
}

void Recollection::keep(const Graph& graph, const std::vector<ValueId>& values,
                        std::vector<Column> columns) {
  MSQUANT_CHECK(columns.size() == values.size());
  memories_.push_back({graph, values, std::move(columns)});
}

std::map<ValueId, const Column*> Recollection::known(const Graph& graph) const {
  std::map<ValueId, const Column*> result;
  for (const Memory& memory : memories_) {
    const std::vector<bool> unchanged = unchanged_values(memory.graph, graph);
    for (size_t i = 0; i < memory.values.size(); ++i) {
      const ValueId id = memory.values[i];
      if (unchanged[static_cast<size_t>(id)]) result.emplace(id, &memory.columns[i]);
    }
  }
  return result;
}

}  // namespace msquant
