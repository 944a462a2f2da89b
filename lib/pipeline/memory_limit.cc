#include "pipeline/memory_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "calibrate/correction.h"
#include "calibrate/recollection.h"
#include "formats/message_file.h"
#include "graph/shape_inference.h"
#include "graph/traversal.h"
#include "passes/channel_scales.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

constexpr int64_t kMebibyte = int64_t{1} << 20;
// Measured: the code and libraries in use with their tables; what oneDNN generates for a layer.
constexpr int64_t kProgram = 36 * kMebibyte;
constexpr int64_t kOneKernel = 160 * int64_t{1024};
constexpr int64_t kOneStatistic = 32 * int64_t{1024};  // a histogram of one observed tensor
constexpr int64_t kChangedShare = 8;                   // of weights that equalization changes
constexpr int64_t kSteps = 5;                          // whose statistics are kept, see observe.h
// What Linux counts for RLIMIT_DATA and is never touched, the rest of threads' stacks, less the
// code and libraries, which it does not count.
constexpr int64_t kReserved = 32 * kMebibyte;

int64_t bytes_of(const Value& value) {
  return element_count(value.type.shape) * size_of(value.type.dtype);
}

// The most that results of nodes take at one time, if each lives until its last user has run.
int64_t most_live_bytes(const Graph& graph) {
  std::map<ValueId, size_t> users_left;
  int64_t live = 0, most = 0;
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    const ValueId result = node.outputs[0];
    users_left[result] = graph.value(result).users.size();
    live += bytes_of(graph.value(result));
    most = std::max(most, live);
    for (ValueId input : node.inputs) {
      const auto left = users_left.find(input);
      if (left != users_left.end() && --left->second == 0) live -= bytes_of(graph.value(input));
    }
  }
  return most;
}

bool is_layer(const Node& node) {
  return node.kind == OpKind::kConv2d || node.kind == OpKind::kMatMul;
}

std::vector<NodeId> layers_of(const Graph& graph) {
  std::vector<NodeId> layers;
  for (NodeId id : graph.node_ids()) {
    if (is_layer(graph.node(id))) layers.push_back(id);
  }
  return layers;
}

int64_t bytes_of_input(const Graph& graph, NodeId layer, size_t input) {
  return bytes_of(graph.value(graph.node(layer).inputs[input]));
}

// What equalization looks at of one image.
int64_t rescaled_activations(const Graph& graph) {
  int64_t bytes = 0;
  for (const ScaleGroup& group : scale_groups(graph)) {
    for (NodeId id : group.consumers) bytes += bytes_of_input(graph, id, 0);
  }
  return bytes;
}

// What rounding takes for the layer that needs most.
struct Rounding {
  int64_t moments = 0;   // of its inputs, in float32, while images run
  int64_t solution = 0;  // afterwards: these, their factor in double, its weights thrice in double
};

Rounding rounding_of(const Graph& graph) {
  Rounding most;
  for (NodeId id : layers_of(graph)) {
    const Node& layer = graph.node(id);
    const int64_t elements = element_count(graph.value(layer.inputs[1]).type.shape);
    const Shape& output = graph.value(layer.outputs[0]).type.shape;
    const int64_t rows = layer.kind == OpKind::kConv2d ? output[1] : output.back();
    const int64_t length = elements / std::max<int64_t>(1, rows);
    most.moments = std::max(most.moments, 4 * length * length);
    most.solution = std::max(most.solution, 12 * length * length + 24 * elements);
  }
  return most;
}

bool needs_histograms(const CalibrationMethods& methods, Histograms histograms) {
  return histograms == Histograms::kEverywhere ||
         find_estimator(methods.layers.activation.estimator).needs_histogram;
}

std::string megabytes(int64_t bytes) {
  return std::to_string((bytes + kMebibyte - 1) / kMebibyte) + " MiB";
}

}  // namespace

MemoryNeed calibration_memory(const Graph& prepared, const CalibrationMethods& methods,
                              Histograms histograms) {
  Graph sample = prepared;
  set_batch_size(sample, 1);
  const auto layers = static_cast<int64_t>(layers_of(sample).size());
  const int64_t weights = constant_bytes(sample), packed = weights + layers * kOneKernel;
  const int64_t statistics = needs_histograms(methods, histograms) ? layers * kOneStatistic : 0;

  MemoryNeed need;
  need.fixed = kProgram + weights + kSteps * statistics;
  // The written file is run at its own batch size.
  need.per_stream = std::max(most_live_bytes(sample), most_live_bytes(prepared)) + statistics;
  Rounding rounding;
  int64_t simulated = 0;
  for (const Correction& correction : find_corrections(methods.corrections)) {
    if (correction.stage == CorrectionStage::kFloat) {
      need.fixed += weights / kChangedShare;
      need.per_stream += 2 * rescaled_activations(sample);
    } else {
      simulated = packed + Recollection::kMostBytes;
    }
    if (correction.passes == nullptr) continue;
    need.fixed += weights;
    rounding = rounding_of(sample);
  }
  // The integers in memory and read back, both once more in the order in which they are packed, and
  // packed as float32: what they take on processors without int8 instructions, less on others.
  const int64_t written = weights + 2 * packed;
  need.fixed += std::max({packed + simulated + rounding.moments, rounding.solution, written});
  return need;
}

int streams_within(int64_t limit, const MemoryNeed& need, int wanted) {
  const int64_t left = limit - need.fixed;
  if (left < need.per_stream) {
    throw Error(ErrorKind::kUsage, "the memory limit is too low",
                "--memory-limit " + megabytes(limit),
                "calibrating this model takes about " + megabytes(need.of(1)) + " with one thread",
                "raise the limit, or use smaller images");
  }
  const int64_t fitting = need.per_stream == 0 ? wanted : left / need.per_stream;
  return static_cast<int>(std::min<int64_t>(wanted, fitting));
}

void enforce_memory_limit(int64_t limit) {
  rlimit limits{};
  MSQUANT_CHECK(::getrlimit(RLIMIT_DATA, &limits) == 0);
  limits.rlim_cur = std::min(static_cast<rlim_t>(limit + kReserved), limits.rlim_max);
  MSQUANT_CHECK(::setrlimit(RLIMIT_DATA, &limits) == 0);
}

}  // namespace msquant
