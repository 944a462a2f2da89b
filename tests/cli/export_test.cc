#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

using Arguments = std::vector<std::string>;

Arguments joined(Arguments first, const Arguments& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// The sample in a folder of its own, so that a test may change it.
void lay_out_sample(const TempDir& dir) {
  for (const char* name : {"lenet5.yaml", "lenet5.ckpt"}) {
    fs::copy_file(kSampleDir + "/" + name, dir / name);
  }
  fs::create_directory(dir / "images");
  fs::copy(kSampleImages, dir / "images", fs::copy_options::recursive);
}

const Arguments kQuantize{"quantize", "-c",     "lenet5.yaml", "--ckpt", "lenet5.ckpt",
                          "--data",   "images", "--batches",   "2"};

void quantize(const TempDir& dir, const Arguments& more) {
  const CliResult result = run_cli(joined(kQuantize, more), dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
}

struct Way {
  Arguments flags;
  const char* file;
};

const std::vector<Way> kWays{
    {{"--format", "air"}, "quantized_model.air"},
    {{"--format", "air", "--compat", "ptq_quant"}, "quantized_model.air"},
    {{"--format", "air", "--export-batch", "4"}, "quantized_model.air"},
    {{"--format", "mindir"}, "quantized_model.mindir"},
    {{"--format", "onnx"}, "quantized_model.onnx"},
    {{"--format", "onnx", "--opset", "21"}, "quantized_model.onnx"},
};

void check_refused(const TempDir& dir, int exit_code, const std::string& expected) {
  const CliResult result = run_cli({"export", "out", "--format", "onnx"}, dir.path());
  CHECK(result.exit_code == exit_code);
  CHECK_THAT(result.err, Contains(expected));
  CHECK_FALSE(fs::exists(dir / "out" / "quantized_model.onnx"));
}

}  // namespace

TEST_CASE("an export is, byte for byte, what the calibration would have written in that format") {
  const TempDir dir;
  lay_out_sample(dir);
  quantize(dir, {"-o", "out"});
  for (const Way& way : kWays) {
    const Arguments direct = joined({"-o", "direct"}, way.flags);
    quantize(dir, direct);
    // From another working directory: the paths of the run are relative to its folder.
    const CliResult result =
        run_cli(joined({"export", "../out", "-o", "../exported"}, way.flags), dir / "images");
    INFO(way.flags[1] << ": " << result.err);
    REQUIRE(result.exit_code == 0);
    const fs::path exported = "exported" + fs::path(way.file).extension().string();
    CHECK(read_file(dir / exported) == read_file(dir / "direct" / way.file));
    CHECK(result.err.find("warning") == std::string::npos);
  }
}

TEST_CASE("a real network with batch normalization is exported as it was calibrated") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  const TempDir dir;
  const std::string folder = "models/mobilenet_v2/mobilenet_v2";
  const Arguments run{"quantize",
                      "-c",
                      shared_file(folder + ".yaml").string(),
                      "--ckpt",
                      shared_file(folder + ".ckpt").string(),
                      "--data",
                      shared_file("data/fashion/calib").string(),
                      "--batches",
                      "1"};
  REQUIRE(run_cli(joined(run, {"-o", "air"}), dir.path()).exit_code == 0);
  REQUIRE(run_cli(joined(run, {"-o", "onnx", "--format", "onnx"}), dir.path()).exit_code == 0);
  REQUIRE(run_cli({"export", "air", "--format", "onnx"}, dir.path()).exit_code == 0);
  REQUIRE(run_cli({"export", "onnx", "--format", "air"}, dir.path()).exit_code == 0);
  for (const char* file : {"quantized_model.air", "quantized_model.onnx"}) {
    CHECK(read_file(dir / "air" / file) == read_file(dir / "onnx" / file));
  }
}

TEST_CASE("equal runs leave equal folders, from quantize and from calibrate --run-dir") {
  const TempDir dir;
  lay_out_sample(dir);
  // calibrate writes no report.
  quantize(dir, {"-o", "one", "--no-report"});
  quantize(dir, {"-o", "two", "--no-report", "--threads", "1"});
  const CliResult calibrated =
      run_cli({"calibrate", "-c", "lenet5.yaml", "--ckpt", "lenet5.ckpt", "--data", "images",
               "--batches", "2", "--quant-config", "one/quant_config.json", "--run-dir", "three"},
              dir.path());
  REQUIRE(calibrated.exit_code == 0);
  for (const char* file :
       {"run.json", "quant_config.json", "quantized_model.record.txt", "quantized_model.air"}) {
    CHECK(read_file(dir / "one" / file) == read_file(dir / "two" / file));
    CHECK(read_file(dir / "one" / file) == read_file(dir / "three" / file));
  }
}

TEST_CASE("run.json names what the run was made of, with the digests that sha256sum gives") {
  const TempDir dir;
  lay_out_sample(dir);
  quantize(dir, {"-o", "out"});
  const auto manifest = nlohmann::json::parse(read_file(dir / "out" / "run.json"));
  CHECK(manifest["sources"]["checkpoint"]["path"] == "../lenet5.ckpt");
  CHECK(manifest["sources"]["config"]["path"] == "../lenet5.yaml");
  std::string lines =
      manifest["sources"]["checkpoint"]["sha256"].get<std::string>() + "  ../lenet5.ckpt\n" +
      manifest["sources"]["config"]["sha256"].get<std::string>() + "  ../lenet5.yaml\n";
  for (const auto& [file, digest] : manifest["artifacts"].items()) {
    lines += digest.get<std::string>() + "  " + file + "\n";
  }
  write_file(dir / "out" / "SHA256SUMS", lines);
  const std::string check =
      "cd '" + (dir / "out").string() + "' && sha256sum --quiet --strict -c SHA256SUMS";
  CHECK(std::system(check.c_str()) == 0);
  for (const auto& setting : manifest["settings"]) {
    if (setting["key"] == "calibration_batches") CHECK(setting["origin"] == "--batches");
  }
  CHECK_THAT(read_file(dir / "out" / "run.json"), !Contains(dir.path().string()));
}

TEST_CASE("an export into the run folder is listed there") {
  const TempDir dir;
  lay_out_sample(dir);
  quantize(dir, {"-o", "out"});
  REQUIRE(run_cli({"export", "out", "--format", "mindir"}, dir.path()).exit_code == 0);
  CHECK_THAT(read_file(dir / "out" / "run.json"), Contains("quantized_model.mindir"));
  CHECK(run_cli({"export", "out", "--format", "onnx"}, dir.path()).exit_code == 0);
}

TEST_CASE("a run whose files have changed or gone is refused, naming the file") {
  const TempDir dir;
  lay_out_sample(dir);
  quantize(dir, {"-o", "out"});
  SECTION("a byte of the checkpoint") {
    std::string bytes = read_file(dir / "lenet5.ckpt");
    bytes[bytes.size() / 2] ^= 1;
    write_file(dir / "lenet5.ckpt", bytes);
    check_refused(dir, 4, "lenet5.ckpt");
  }
  SECTION("no checkpoint") {
    fs::remove(dir / "lenet5.ckpt");
    check_refused(dir, 1, "lenet5.ckpt");
  }
  SECTION("the record") {
    write_file(dir / "out" / "quantized_model.record.txt", "");
    check_refused(dir, 4, "quantized_model.record.txt");
  }
  SECTION("quant_config.json") {
    write_file(dir / "out" / "quant_config.json", "{}");
    check_refused(dir, 4, "quant_config.json");
  }
  SECTION("run.json") {
    write_file(dir / "out" / "run.json", "{}");
    check_refused(dir, 3, "run.json");
  }
  SECTION("no run.json") {
    fs::remove(dir / "out" / "run.json");
    check_refused(dir, 2, "--run-dir");
  }
  SECTION("weights that the files do not give any more") {
    std::string text = read_file(dir / "out" / "run.json");
    const size_t digest = text.find("\"digest\": \"") + 11;
    text[digest] = text[digest] == '0' ? '1' : '0';
    write_file(dir / "out" / "run.json", text);
    check_refused(dir, 4, "calibrate again");
  }
}

TEST_CASE("without the images of the calibration an export warns that it was not run") {
  const TempDir dir;
  lay_out_sample(dir);
  quantize(dir, {"-o", "out"});
  fs::rename(dir / "images", dir / "moved");
  const CliResult warned = run_cli({"export", "out", "--format", "mindir"}, dir.path());
  CHECK(warned.exit_code == 0);
  CHECK_THAT(warned.err, Contains("images") && Contains("--data"));
  const CliResult quiet =
      run_cli({"export", "out", "--format", "mindir", "--data", "moved"}, dir.path());
  CHECK(quiet.exit_code == 0);
  CHECK_THAT(quiet.err, !Contains("warning"));
}

TEST_CASE("flags of one format are refused with another before anything is read") {
  const CliResult opset = run_cli({"export", "none", "--format", "air", "--opset", "13"});
  CHECK(opset.exit_code == 2);
  CHECK_THAT(opset.err, Contains("--opset"));
  CHECK(run_cli({"export", "none"}).exit_code == 2);
  CHECK_THAT(run_cli({"export", "none", "--fromat", "air"}).err,
             Contains("did you mean '--format'?"));
}
