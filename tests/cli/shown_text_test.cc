// What files say is shown, never obeyed: by a terminal, a page or a program that reads JSON.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "formats/onnx/onnx_writer.h"
#include "formats/printable.h"
#include "support/models.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// Clears the screen, says that all went well, changes the window's title; goes back to the start of
// the line; begins a command in one character; turns the direction of writing; is no text.
const std::string kHostile =
    "\x1B[2J\x1B[32mPASSED\x1B]0;title\x07\r\xC2\x9B"
    "1m\xE2\x80\xAE\x7F\xFF";
const std::string kShown = "\\x1b[2J\\x1b[32mPASSED\\x1b]0;title\\x07\\r\\x9b1m\\u202e\\x7f\\xff";

// Holds nothing that a terminal would obey, and is UTF-8.
void require_harmless(const std::string& text) {
  INFO(visible(text));
  CHECK(visible(text) == text);
}

void require_harmless(const CliResult& result) {
  require_harmless(result.out);
  require_harmless(result.err);
}

// x[2, 32] → a dense layer called `name` → [2, 10], and images for it.
void write_dense_model(const TempDir& dir, const std::string& name) {
  Graph graph("dense");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 32}});
  const ValueId weight = graph.add_constant(name + ".weight", random_tensor({32, 10}, 1));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, name, MatMulAttrs{}, {x, weight})});
  write_onnx(graph, dir / "model.onnx", {});
  write_npy(dir / "x.npy", random_tensor({32, 32}, 3));
}

}  // namespace

TEST_CASE("a file's name, a folder's and a key are shown escaped wherever they are shown") {
  TempDir dir;
  const auto check = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> with_log = arguments;
    with_log.insert(with_log.end(), {"--log-file", "log"});
    const CliResult result = run_cli(with_log, dir.path());
    CHECK_THAT(result.err + result.out, Contains(kShown));
    require_harmless(result);
    require_harmless(read_file(dir / "log"));
  };
  check({"inspect", kHostile});
  check({"quantize", "-c", kSampleYaml, "--data", kHostile});
  write_file(dir / "config.json", "{\"" + kHostile.substr(kHostile.size() - 1) + "\": 1}");
  require_harmless(run_cli({"inspect", "config.json"}, dir.path()));

  fs::copy(kSampleImages, dir / "images", fs::copy_options::recursive);
  write_file(dir / "images/0_tshirt_top" / (kHostile + ".png"), "no image");
  check({"quantize", "-c", kSampleYaml, "--data", "images", "--batches", "100", "-o", "out"});
  for (const char* file : {"report.html", "report.json", "run.json"}) {
    require_harmless(read_file(dir / "out" / file));
  }
}

TEST_CASE("JSON is valid and harmless whatever it tells of") {
  TempDir dir;
  fs::copy_file(kSampleCheckpoint, dir / kHostile);
  const CliResult result = run_cli({"inspect", "--json", kHostile}, dir.path());
  REQUIRE(result.exit_code == 0);
  require_harmless(result);
  const auto document = nlohmann::json::parse(result.out);
  // The byte that is no text has become U+FFFD; all else is there.
  CHECK(document["file"] == kHostile.substr(0, kHostile.size() - 1) + "\xEF\xBF\xBD");

  const CliResult failed = run_cli({"inspect", "a" + kHostile, "--progress", "json"}, dir.path());
  require_harmless(failed);
  CHECK(nlohmann::json::parse(failed.err)["event"] == "error");
}

TEST_CASE("a model whose names a terminal would obey is refused by every command") {
  TempDir dir;
  write_dense_model(dir, "fc\x1B[2J");
  for (const char* command : {"inspect", "gen-config", "calibrate", "quantize", "analyze"}) {
    INFO(command);
    std::vector<std::string> arguments{command};
    if (arguments[0] != "inspect") arguments.emplace_back("--model");
    arguments.emplace_back("model.onnx");
    if (arguments[0] != "inspect" && arguments[0] != "gen-config") {
      arguments.insert(arguments.end(), {"--data", "x.npy"});
    }
    if (arguments[0] == "calibrate") write_file(dir / "quant_config.json", "{}");
    const CliResult result = run_cli(arguments, dir.path());
    CHECK(result.exit_code == 4);
    CHECK_THAT(result.err,
               Contains("error: cannot use the model\n  in: model.onnx: node 'fc\\x1b[2J'\n"
                        "  because: its name holds control characters or is not UTF-8\n"));
    require_harmless(result);
  }
}

TEST_CASE("a layer's name that means something in a page or a table is shown as it is") {
  TempDir dir;
  const std::string name = "卷积 <img src=x onerror=alert(1)>\"'&{{x}}";
  write_dense_model(dir, name);
  const CliResult result =
      run_cli({"quantize", "--model", "model.onnx", "--data", "x.npy", "-o", "out"}, dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  CHECK_THAT(read_file(dir / "out/report.html"),
             !Contains("<img src=x") && Contains("卷积 &lt;img src=x onerror=alert(1)&gt;"));
  CHECK_THAT(run_cli({"inspect", "out/quantized_model.air"}, dir.path()).out, Contains(name));
  const std::string report = read_file(dir / "out/report.json");
  CHECK(nlohmann::json::parse(report)["layers"][0]["name"] == name);
}
