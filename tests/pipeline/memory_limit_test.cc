#include "pipeline/memory_limit.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

namespace {

// Three steps of 4,000 bytes each: two tensors live at a time, three where the first is added.
Graph chain(bool has_shortcut) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {8, 1000}});
  const ValueId a = graph.add_node(OpKind::kRelu, "a", {}, {x});
  const ValueId b = graph.add_node(OpKind::kRelu, "b", {}, {a});
  const ValueId c = graph.add_node(OpKind::kAdd, "c", {}, {b, has_shortcut ? a : b});
  graph.set_outputs({c});
  return graph;
}

constexpr int64_t kStatistics = 3 * 32 * 1024;

}  // namespace

TEST_CASE("a stream needs the tensors of one sample that live at the same time") {
  CHECK(calibration_memory(chain(false)).per_stream == 2 * 4000 + kStatistics);
  CHECK(calibration_memory(chain(true)).per_stream == 3 * 4000 + kStatistics);
}

TEST_CASE("weights are needed twice: as they are, and packed") {
  Graph graph = chain(false);
  const int64_t without = calibration_memory(graph).fixed;
  const ValueId w = graph.add_constant("w", Tensor::allocate(DType::kFloat32, {500}));
  graph.add_constant("unused", Tensor::allocate(DType::kFloat32, {500}));
  graph.set_outputs({graph.add_node(OpKind::kRelu, "d", {}, {w})});
  CHECK(calibration_memory(graph).fixed == without + 2 * 2000);
}

TEST_CASE("as many streams run as fit the limit, or none") {
  const MemoryNeed need{1000, 100};
  CHECK(streams_within(1250, need, 8) == 2);
  CHECK(streams_within(5000, need, 8) == 8);
  CHECK(streams_within(1100, need, 8) == 1);
  CHECK_THROWS_WITH(streams_within(1099, need, 8), Catch::Contains("memory limit is too low"));
}
