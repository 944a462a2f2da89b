#include "pipeline/memory_limit.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

namespace {

// Three steps of 4,000 bytes each for a sample: two tensors live at a time, three where the first
// is added.
Graph chain(bool has_shortcut, int64_t batch = 1) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {batch, 1000}});
  const ValueId a = graph.add_node(OpKind::kRelu, "a", {}, {x});
  const ValueId b = graph.add_node(OpKind::kRelu, "b", {}, {a});
  const ValueId c = graph.add_node(OpKind::kAdd, "c", {}, {b, has_shortcut ? a : b});
  graph.set_outputs({c});
  return graph;
}

// [1, 1000] times a weight [1000, 10].
Graph one_layer() {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 1000}});
  const ValueId w = graph.add_constant("w", Tensor::allocate(DType::kFloat32, {1000, 10}));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, {x, w})});
  return graph;
}

MemoryNeed need_of(const Graph& graph, const std::vector<std::string>& corrections = {},
                   Histograms histograms = Histograms::kWhereNeeded) {
  CalibrationMethods methods;
  methods.layers.activation.estimator = "minmax";
  methods.corrections = corrections;
  return calibration_memory(graph, methods, histograms);
}

}  // namespace

TEST_CASE(
    "a stream needs the tensors of one sample, or of a written batch, that live at one time") {
  CHECK(need_of(chain(false)).per_stream == 2 * 4000);
  CHECK(need_of(chain(true)).per_stream == 3 * 4000);
  CHECK(need_of(chain(true, 8)).per_stream == 8 * 3 * 4000);
}

TEST_CASE("weights are needed as they are, four times as integers, and twice as packed integers") {
  Graph graph = chain(false);
  const int64_t without = need_of(graph).fixed;
  const ValueId w = graph.add_constant("w", Tensor::allocate(DType::kFloat32, {500}));
  graph.add_constant("unused", Tensor::allocate(DType::kFloat32, {500}));
  graph.set_outputs({graph.add_node(OpKind::kRelu, "d", {}, {w})});
  CHECK(need_of(graph).fixed == without + 2000 + 4 * 500 + 2 * 2000);
}

TEST_CASE("histograms and rounding need more") {
  const Graph graph = one_layer();
  const MemoryNeed plain = need_of(graph);
  const MemoryNeed observed = need_of(graph, {}, Histograms::kEverywhere);
  CHECK(observed.per_stream == plain.per_stream + 32 * 1024);
  CHECK(observed.fixed > plain.fixed);
  // The moments of 1,000 inputs in float32, beside the simulated network that headroom needs, too.
  CHECK(need_of(graph, {"rounding"}).fixed > need_of(graph, {"headroom"}).fixed + 4 * 1000 * 1000);
}

TEST_CASE("as many streams run as fit the limit, or none") {
  const MemoryNeed need{1000, 100};
  CHECK(streams_within(1250, need, 8) == 2);
  CHECK(streams_within(5000, need, 8) == 8);
  CHECK(streams_within(1100, need, 8) == 1);
  CHECK_THROWS_WITH(streams_within(1099, need, 8), Catch::Contains("memory limit is too low"));
}
