// What AIR files hold computes what the makers of the models say: graphs of MindSpore and ONNX are
// written as AIR, checked against GE's rules, parsed with GE's own descriptor, read and run.
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>

#include "engine/executor.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/air/air_writer.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/onnx/onnx_reader.h"
#include "graph/verify.h"
#include "interop/mindir_graphs.h"
#include "interop/onnx_node_cases.h"
#include "passes/dequantize_to_half.h"
#include "support/models.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

Graph written_and_read(const Graph& graph, const fs::path& file,
                       AirStyle style = AirStyle::kCompact) {
  write_air(graph, file, {style});
  for (const AirProblem& problem : check_air(file)) {
    FAIL_CHECK(problem.node << ": " << problem.rule);
  }
  Graph result = read_air(file);
  verify(result);
  return result;
}

// Parses every AIR of a folder with GE's descriptor; without one, says so.
void check_with_ge(const TempDir& folder) {
  const std::string venv = MSQUANT_SOURCE_DIR "/build/interop-venv/bin/python";
  const std::string command = "'" + (fs::exists(venv) ? venv : "python3") +
                              "' " MSQUANT_SOURCE_DIR "/scripts/check_air_with_ge_proto.py '" +
                              folder.path().string() + "'/*.air >/dev/null";
  constexpr int kSkipped = 77;
  const int status = WEXITSTATUS(std::system(command.c_str()));
  if (status == kSkipped) {
    WARN("SKIPPED: GE's descriptor is absent (scripts/install_deps.sh --interop)");
  } else {
    CHECK(status == 0);
  }
}

std::vector<Tensor> run(const Graph& graph, const std::string& engine,
                        const std::vector<Tensor>& inputs) {
  ExecutorOptions options;
  options.engine = engine;
  return make_executor(graph, options)->run(inputs);
}

void require_close(const Tensor& actual, const Tensor& expected) {
  REQUIRE(actual.shape() == expected.shape());
  for (int64_t i = 0; i < actual.size(); ++i) {
    REQUIRE(actual.data<float>()[i] ==
            Approx(expected.data<float>()[i]).epsilon(1e-4).margin(1e-5));
  }
}

}  // namespace

TEST_CASE("ONNX's tests of operators pass through AIR, and GE's loader would take the files") {
  const std::vector<fs::path> folders = onnx_node_folders();
  if (folders.empty()) {
    WARN("SKIPPED: ONNX's operator tests are absent (scripts/install_deps.sh --interop)");
    return;
  }
  const TempDir files;
  int passed = 0;
  std::map<std::string, std::vector<std::string>> refused;
  for (const fs::path& folder : folders) {
    const std::string name = folder.filename().string();
    INFO(name);
    std::optional<InteropCase> given;
    try {
      given = load_onnx_node_case(folder);
    } catch (const OutOfScope&) {
      continue;  // counted by the test of the ONNX reader
    }
    try {
      const Graph graph = written_and_read(given->graph, files / (name + ".air"));
      const bool is_right = gives_expected(*given, graph);
      CHECK(is_right);
      if (is_right) ++passed;
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kUnsupported);
      refused[error.message() + ": " + error.because()].push_back(name);
    }
  }
  std::cout << passed << " cases passed through AIR\n";
  for (const auto& [reason, names] : refused) {
    for (const auto& name : names) std::cout << "refused: " << reason << " (" << name << ")\n";
  }
  CHECK(passed > 0);
  check_with_ge(files);
}

TEST_CASE("Operators that MindSpore exported give MindSpore's results through AIR") {
  const fs::path data = MSQUANT_SOURCE_DIR "/tests/interop/data";
  const TempDir files;
  for (const char* name : {"adaptive_avg", "avgpool_pad", "conv1d", "conv_transpose", "gather",
                           "group_norm", "interp_bilinear", "interp_nearest", "layer_norm",
                           "maxpool_ceil", "prelu", "split_add", "stack", "strided"}) {
    INFO(name);
    const Graph graph = written_and_read(read_mindir(data / (std::string(name) + ".mindir")),
                                         files / (std::string(name) + ".air"));
    const Tensor x = read_npy(data / (std::string(name) + ".x.npy"));
    const Tensor y = read_npy(data / (std::string(name) + ".y.npy"));
    for (const char* engine : {"reference", "onednn"}) require_close(run(graph, engine, {x})[0], y);
  }
  check_with_ge(files);
}

// An int8 product of rows is a product of two matrices between two Reshapes in the file: the same
// integers, so the same floats.
TEST_CASE("A quantized layer on more than two dimensions computes the same through AIR") {
  const TempDir files;
  const Graph graph = quantized(dense_of_rows());
  const Tensor x = random_tensor(graph.value(graph.inputs()[0]).type.shape, 1);
  for (const AirStyle style : {AirStyle::kCompact, AirStyle::kPtqQuant}) {
    const Graph result = written_and_read(graph, files / "model.air", style);
    Graph expected = graph;
    if (style == AirStyle::kPtqQuant) dequantize_to_half(expected);
    for (const char* engine : {"reference", "onednn"}) {
      const Tensor a = run(result, engine, {x})[0], e = run(expected, engine, {x})[0];
      REQUIRE(a.shape() == e.shape());
      CHECK(std::equal(a.data<float>().begin(), a.data<float>().end(), e.data<float>().begin()));
    }
  }
  check_with_ge(files);
}

}  // namespace msquant
