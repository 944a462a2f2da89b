#include "pipeline/memory_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/message_file.h"
#include "graph/shape_inference.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

constexpr int64_t kMebibyte = int64_t{1} << 20;
constexpr int64_t kProgram = 100 * kMebibyte;          // code, libraries, their tables
constexpr int64_t kOneStatistic = 32 * int64_t{1024};  // of one observed tensor

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

std::string megabytes(int64_t bytes) {
  return std::to_string((bytes + kMebibyte - 1) / kMebibyte) + " MiB";
}

}  // namespace

MemoryNeed calibration_memory(const Graph& prepared) {
  Graph sample = prepared;
  set_batch_size(sample, 1);
  const auto nodes = static_cast<int64_t>(sample.node_ids().size());
  MemoryNeed need;
  need.fixed = kProgram + 2 * constant_bytes(sample);
  need.per_stream = most_live_bytes(sample) + nodes * kOneStatistic;
  return need;
}

int streams_within(int64_t limit, const MemoryNeed& need, int wanted) {
  const int64_t left = limit - need.fixed;
  if (left < need.per_stream) {
    throw Error(ErrorKind::kUsage, "the memory limit is too low",
                "--memory-limit " + megabytes(limit),
                "calibrating this model takes about " + megabytes(need.fixed + need.per_stream) +
                    " with one thread",
                "raise the limit, or use smaller images");
  }
  const int64_t fitting = need.per_stream == 0 ? wanted : left / need.per_stream;
  return static_cast<int>(std::min<int64_t>(wanted, fitting));
}

void enforce_memory_limit(int64_t limit) {
  rlimit limits{};
  MSQUANT_CHECK(::getrlimit(RLIMIT_DATA, &limits) == 0);
  limits.rlim_cur = std::min(static_cast<rlim_t>(limit), limits.rlim_max);
  MSQUANT_CHECK(::setrlimit(RLIMIT_DATA, &limits) == 0);
}

}  // namespace msquant
