// Every operator of ours, written in each format and read again, computes the same.
#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>

#include "engine/executor.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/air/air_writer.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/onnx/onnx_writer.h"
#include "graph/verify.h"
#include "interop/operator_graphs.h"
#include "support/models.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

// Writes a graph into a folder and reads what it wrote.
using RoundTrip = std::function<Graph(const Graph& graph, const TempDir& dir)>;

Graph through_air(const Graph& graph, const TempDir& dir) {
  write_air(graph, dir / "model.air", {AirStyle::kCompact});
  for (const AirProblem& problem : check_air(dir / "model.air")) {
    FAIL_CHECK(problem.node << ": " << problem.rule);
  }
  return read_air(dir / "model.air");
}

Graph through_mindir(const Graph& graph, const TempDir& dir) {
  write_mindir(graph, dir / "model.mindir");
  return read_mindir(dir / "model.mindir");
}

RoundTrip through_onnx(int64_t opset) {
  return [opset](const Graph& graph, const TempDir& dir) {
    write_onnx(graph, dir / "model.onnx", {opset});
    return read_onnx(dir / "model.onnx");
  };
}

Tensor run(const Graph& graph) {
  ExecutorOptions options;
  options.engine = "reference";
  const Tensor x = random_tensor(graph.value(graph.inputs()[0]).type.shape, 1, -3, 3);
  return make_executor(graph, options)->run({x})[0];
}

void require_same_results(const Graph& graph, const Graph& copy) {
  verify(copy);
  const Tensor expected = run(graph), actual = run(copy);
  REQUIRE(actual.shape() == expected.shape());
  REQUIRE(actual.dtype() == expected.dtype());
  for (int64_t i = 0; i < actual.size(); ++i) {
    REQUIRE(actual.data<float>()[i] ==
            Approx(expected.data<float>()[i]).epsilon(1e-4).margin(1e-5));
  }
}

}  // namespace

TEST_CASE("every operator computes the same after a file of each format") {
  const std::pair<const char*, RoundTrip> formats[] = {
      {"AIR", through_air},          {"MindIR", through_mindir},    {"ONNX 13", through_onnx(13)},
      {"ONNX 17", through_onnx(17)}, {"ONNX 18", through_onnx(18)}, {"ONNX 21", through_onnx(21)}};
  for (const auto& [format, round_trip] : formats) {
    for (const Graph& graph : operator_graphs()) {
      INFO(graph.name() << " through " << format);
      const TempDir dir;
      require_same_results(graph, round_trip(graph, dir));
    }
  }
}

}  // namespace msquant
