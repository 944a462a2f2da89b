// Models and settings that somebody made to harm, through the real binary. The readers' own tests
// are beside them (formats/*_hostile_test.cc).
#include <catch2/catch.hpp>
#include <limits>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "formats/air/air_writer.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "support/models.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

// Runs with a stack of 256 KiB, where a recursion of a few thousand steps would end it.
CliResult run_with_little_stack(const Words& arguments, const fs::path& directory) {
  Words words{"sh", "-c", "ulimit -s 256 && exec \"$0\" \"$@\"", MSQUANT_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run_command(words, directory);
}

// x[1, 32] → a dense layer → `depth` ReLUs in a row → y.
Graph chain(int depth) {
  Graph graph("chain");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 32}});
  const ValueId weight = graph.add_constant("fc.weight", random_tensor({32, 32}, 1));
  ValueId last = graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, {x, weight});
  for (int i = 0; i < depth; ++i) {
    last = graph.add_node(OpKind::kRelu, "relu" + std::to_string(i), {}, {last});
  }
  graph.set_outputs({last});
  return graph;
}

// The same with one element of the weights replaced.
void write_with_weight(const TempDir& dir, float element) {
  Graph graph("dense");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 32}});
  Tensor weights = random_tensor({32, 10}, 1);
  weights.mutable_data<float>()[7] = element;
  const ValueId weight = graph.add_constant("fc.weight", std::move(weights));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, {x, weight})});
  write_onnx(graph, dir / "model.onnx", {});
  write_npy(dir / "x.npy", random_tensor({8, 32}, 3));
}

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

void require_error(const CliResult& result, int exit_code, const std::string& text) {
  INFO(result.err.substr(0, 1000));
  CHECK(result.exit_code == exit_code);
  CHECK_THAT(result.err, Contains(text));
}

}  // namespace

TEST_CASE("a hundred thousand operators in a row are read and written in every format") {
  TempDir dir;
  const Graph graph = chain(100000);
  write_onnx(graph, dir / "chain.onnx", {});
  write_mindir(graph, dir / "chain.mindir");
  write_air(graph, dir / "chain.air", {});
  for (const char* file : {"chain.onnx", "chain.mindir", "chain.air"}) {
    const CliResult result = run_with_little_stack({"inspect", file}, dir.path());
    INFO(file << result.err);
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.out, Contains("1 MatMul  100000 Relu"));
  }
}

TEST_CASE("a model of many operators is quantized") {
  TempDir dir;
  write_onnx(chain(5000), dir / "chain.onnx", {});
  write_npy(dir / "x.npy", random_tensor({2, 32}, 3));
  const CliResult result = run_with_little_stack(
      {"quantize", "--model", "chain.onnx", "--data", "x.npy", "--no-report", "-o", "out"},
      dir.path());
  INFO(result.err);
  CHECK(result.exit_code == 0);
}

TEST_CASE("weights that are no numbers are refused with the layer's name") {
  TempDir dir;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (float element : {std::numeric_limits<float>::quiet_NaN(), kInfinity, -kInfinity}) {
    write_with_weight(dir, element);
    require_error(run_cli({"quantize", "--model", "model.onnx", "--data", "x.npy"}, dir.path()), 4,
                  "error: a weight is not finite\n  in: parameter 'fc.weight'\n"
                  "  because: element 7 is ");
    CHECK_FALSE(fs::exists(dir / "out/quantized_model.air"));
  }
}

TEST_CASE("a model that needs more memory than there is ends with an error that says so") {
  TempDir dir;
  Graph graph("huge");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 32}});
  const ValueId one = graph.add_node(OpKind::kReshape, "one", ReshapeAttrs{{1, 32, 1, 1}}, {x});
  const ValueId many = graph.add_node(OpKind::kBroadcastTo, "many",
                                      BroadcastAttrs{{1, 32, 1000000, 1000000}}, {one});
  const ValueId weight = graph.add_constant("conv.weight", random_tensor({32, 32, 1, 1}, 1));
  const ValueId conv = graph.add_node(OpKind::kConv2d, "conv", ConvAttrs{}, {many, weight});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {}, {conv})});
  write_onnx(graph, dir / "model.onnx", {});
  write_npy(dir / "x.npy", random_tensor({8, 32}, 3));
  const Words quantize{"quantize", "--model", "model.onnx", "--data", "x.npy"};
  require_error(run_cli(quantize, dir.path()), 1, "error: out of memory\n");
  Words limited = quantize;
  limited.insert(limited.end(), {"--memory-limit", "1G"});
  require_error(run_cli(limited, dir.path()), 2, "error: the memory limit is too low\n");
  CHECK_FALSE(fs::exists(dir / "out/quantized_model.air"));
}

TEST_CASE("JSON nested without end is refused in every file of a run") {
  TempDir dir;
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "-o", "out"}, dir.path()).exit_code == 0);
  const std::string lists = repeated("[", 100000) + repeated("]", 100000);
  const std::string objects = repeated("{\"a\":", 100000) + "1" + repeated("}", 100000);
  fs::create_directories(dir / "tuned/trials");
  for (const std::string& deep : {lists, objects, "{\"layers\":" + lists + "}"}) {
    write_file(dir / "quant_config.json", deep);
    require_error(run_with_little_stack({"calibrate", "-c", kSampleYaml}, dir.path()), 3,
                  "because: values are nested too deeply");
    write_file(dir / "out/run.json", deep);
    require_error(run_with_little_stack({"export", "out", "--format", "onnx"}, dir.path()), 3,
                  "error: cannot read the run's manifest\n  in: out/run.json\n");
    write_file(dir / "out/report.json", deep);
    require_error(run_with_little_stack({"report", "out"}, dir.path()), 3,
                  "error: cannot read the report\n  in: out/report.json\n");
    write_file(dir / "tuned/trials/001.json", deep);
    require_error(
        run_with_little_stack(
            {"tune", "-c", kSampleYaml, "--max-drop", "1", "--resume", "-o", "tuned"}, dir.path()),
        3, "error: cannot use the result of a trial\n  in: tuned/trials/001.json\n");
  }
}

TEST_CASE("YAML that grows when it is expanded, or is nested without end, is refused") {
  TempDir dir;
  const auto check = [&](const std::string& yaml, const std::string& error) {
    write_file(dir / "job.yaml", yaml);
    require_error(run_with_little_stack(
                      {"gen-config", "-c", "job.yaml", "--ckpt", kSampleCheckpoint}, dir.path()),
                  3, error);
  };
  std::string bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i <= 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    const std::string name = i == 30 ? "class_num" : "a" + std::to_string(i);
    bomb += name + ": &a" + std::to_string(i) + " [" + before + repeated(", " + before, 8) + "]\n";
  }
  check(bomb,
        "error: bad value for 'class_num'\n  in: job.yaml:31\n  because: expected a whole number");
  check("class_num: &a [*a]\n", "error: bad value for 'class_num'\n  in: job.yaml:1\n");
  const std::string too_deep =
      "error: cannot read the YAML file\n  in: job.yaml\n"
      "  because: values are nested too deeply\n";
  check("mean: " + repeated("[", 100000), too_deep);
  check("mean: " + repeated("{a: ", 100000), too_deep);
  check("mean:\n  " + repeated("- ", 100000), too_deep);
  check("mean:\n  " + repeated("? ", 100000), too_deep);
  check("[net_name]: lenet5\n",
        "error: cannot use the YAML file\n  in: job.yaml:1\n"
        "  because: a key is not a text\n");
}
