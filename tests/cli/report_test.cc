#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/folder_content.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::string quantize(const TempDir& dir, std::vector<std::string> more) {
  std::vector<std::string> arguments{"quantize", "-c", kSampleYaml, "--batches", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const CliResult result = run_cli(arguments, dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  return result.err;
}

}  // namespace

TEST_CASE("a run leaves a report that says what it found") {
  const TempDir dir;
  const std::string said = quantize(dir, {"-o", "out"});
  CHECK_THAT(said, Contains("input      x 1×3×32×32; first sample min -2.43") &&
                       Contains("(looks normalized) -> out/first_input.png") &&
                       Contains("-> out/report.html"));
  const auto report = nlohmann::json::parse(read_file(dir / "out/report.json"));
  CHECK(report.at("verdict").at("level") == "good");
  CHECK(report.at("calibration_images") == 32);
  CHECK(report.at("error_images") == 8);
  REQUIRE(report.at("layers").size() == 5);  // conv1 and conv2 in float: few input channels
  CHECK(report.at("layers")[0].at("action") == "float");
  const auto& fc1 = report.at("layers")[2];
  CHECK(fc1.at("action") == "int8");
  CHECK(fc1.at("weight_bytes_before") == 4 * fc1.at("weight_bytes_after").get<int>());
  const auto& milestones = fc1.at("input").at("milestones");
  REQUIRE(milestones.size() == 4);
  CHECK(milestones[0].at("images") == 4);
  CHECK(milestones[3].at("range") == fc1.at("input").at("range"));
}

TEST_CASE("equal runs leave equal reports, whatever the number of threads") {
  const TempDir dir;
  quantize(dir, {"-o", "a", "--threads", "1"});
  quantize(dir, {"-o", "b", "--threads", "3"});
  require_equal(content_of(dir / "a"), content_of(dir / "b"));
}

TEST_CASE("the command of the report repeats the run") {
  const TempDir dir;
  quantize(dir, {"-o", "out", "--activation", "percentile", "--format", "onnx"});
  fs::copy(dir / "out", dir / "again", fs::copy_options::recursive);
  const auto report = nlohmann::json::parse(read_file(dir / "out/report.json"));
  const std::string command = report.at("command");
  CHECK_THAT(command, Contains("--activation percentile") && Contains("--format onnx"));
  const std::string bin = fs::path(MSQUANT_BINARY).parent_path().string();
  const std::string line = "cd '" + (dir / "again").string() + "' && PATH='" + bin + "':$PATH " +
                           command + " -q >/dev/null";
  REQUIRE(std::system(line.c_str()) == 0);
  for (const char* name : {"quantized_model.onnx", "quantized_model.record.txt"}) {
    CHECK(read_file(dir / "out" / name) == read_file(dir / "again" / name));
  }
}

TEST_CASE("a report is rendered again from the run folder, and nowhere else") {
  const TempDir dir;
  quantize(dir, {"-o", "out"});
  const CliResult again = run_cli({"report", "out", "-o", "page.html"}, dir.path());
  CHECK(again.exit_code == 0);
  CHECK(read_file(dir / "page.html") == read_file(dir / "out/report.html"));
  CHECK(read_file(dir / "page.html").size() < 200000);

  const CliResult nowhere = run_cli({"report", "."}, dir.path());
  CHECK(nowhere.exit_code == 2);
  CHECK_THAT(nowhere.err, Contains("report.json"));
}

TEST_CASE("without a report the run folder has none") {
  const TempDir dir;
  quantize(dir, {"-o", "out", "--no-report"});
  CHECK_FALSE(fs::exists(dir / "out/report.html"));
  CHECK_FALSE(fs::exists(dir / "out/report.json"));
}

TEST_CASE("images that were not rescaled are warned of") {
  const TempDir dir;
  std::string yaml = read_file(kSampleYaml);
  const std::string rescale = "rescale: 0.00392156862745098";
  yaml.replace(yaml.find(rescale), rescale.size(), "rescale: 1.0");
  write_file(dir / "raw.yaml", yaml);
  const CliResult result = run_cli({"quantize", "-c", "raw.yaml", "--ckpt", kSampleCheckpoint,
                                    "--data", kSampleImages, "--batches", "1", "-o", "out"},
                                   dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("warning: input x: values from"));
  CHECK_THAT(read_file(dir / "out/report.html"), Contains("input-values"));
}
