// MindIR files that msquant writes, read back: the same graph, the same results.
#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/executor.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir/mindir_writer.h"
#include "graph/dump.h"
#include "graph/verify.h"
#include "interop/mindir_graphs.h"
#include "passes/absorb_bias.h"
#include "passes/dequantize_to_half.h"
#include "support/models.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

using Builder = Graph (*)();

Graph through_half(Graph graph) {
  dequantize_to_half(graph);
  return graph;
}

Graph written_and_read(const Graph& graph) {
  const TempDir folder;
  write_mindir(graph, folder / "model.mindir");
  Graph result = read_mindir(folder / "model.mindir");
  verify(result);
  // MindIR has biases as operators of their own.
  absorb_bias(result);
  verify(result);
  return result;
}

std::vector<float> run(const Graph& graph, const std::string& engine) {
  ExecutorOptions options;
  options.engine = engine;
  const Tensor x = random_tensor(graph.value(graph.inputs()[0]).type.shape, 1);
  const Tensor y = make_executor(graph, options)->run({x})[0];
  return {y.data<float>().begin(), y.data<float>().end()};
}

void check_results(const Graph& actual, const Graph& expected) {
  for (const char* engine : {"reference", "onednn"}) {
    INFO(engine);
    CHECK(run(actual, engine) == run(expected, engine));
  }
}

const std::vector<Builder> kNetworks = {
    [] { return conv_net(2); }, [] { return residual_block(2); }, [] { return depthwise_block(2); },
    [] { return dense_head(2); }};

}  // namespace

TEST_CASE("A float graph written as MindIR is read as the same graph") {
  for (const Builder build : kNetworks) {
    const Graph graph = build(), result = written_and_read(graph);
    CHECK(dump(result) == dump(graph));
    check_results(result, graph);
  }
}

TEST_CASE("A quantized graph is read as the same graph with MindSpore's float16 in Dequantize") {
  for (const Builder build : kNetworks) {
    const Graph graph = quantized(build()), result = written_and_read(graph);
    const Graph expected = through_half(graph);
    CHECK(dump(result) == dump(expected));
    check_results(result, expected);
    // Nothing is left to lose.
    CHECK(dump(written_and_read(result)) == dump(result));
  }
}

TEST_CASE("What MindSpore spells otherwise computes the same") {
  for (const Builder build : {&pools, &shapes, &dense_of_rows}) {
    const Graph graph = build();
    check_results(written_and_read(graph), graph);
  }
  const Graph graph = quantized(dense_of_rows());
  check_results(written_and_read(graph), through_half(graph));
}

}  // namespace msquant
