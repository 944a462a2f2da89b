// ONNX files that msquant wrote, read again and run.
#include <catch2/catch.hpp>

#include "engine/executor.h"
#include "formats/air_models.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/onnx/onnx_writer.h"
#include "support/models.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

// With constants that keep all results finite: variances and divisors are positive.
Graph runnable_graph() {
  Graph graph = float_graph();
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    Value& value = graph.value(id);
    if (value.constant) value.constant = random_tensor(value.type.shape, 3, 0.5f, 1.5f);
  }
  return graph;
}

std::vector<Tensor> run(const Graph& graph) {
  std::vector<Tensor> inputs;
  for (ValueId id : graph.inputs()) {
    inputs.push_back(random_tensor(graph.value(id).type.shape, 7));
  }
  ExecutorOptions options;
  options.engine = "reference";
  return make_executor(graph, options)->run(inputs);
}

}  // namespace

TEST_CASE("every float operator computes the same after it was written as ONNX") {
  const int64_t opset = GENERATE(13, 18, 21);
  const Graph graph = runnable_graph();
  const TempDir dir;
  write_onnx(graph, dir / "model.onnx", {opset});
  const std::vector<Tensor> actual = run(read_onnx(dir / "model.onnx")), expected = run(graph);
  REQUIRE(actual.size() == expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    const Tensor a = actual[i].to_float32(), e = expected[i].to_float32();
    REQUIRE(a.shape() == e.shape());
    for (int64_t j = 0; j < a.size(); ++j) {
      CHECK(a.data<float>()[j] == Approx(e.data<float>()[j]).margin(1e-6));
    }
  }
}

}  // namespace msquant
