#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// The sample calibrated with the arguments given, in an empty folder that holds quant_config.json.
CliResult calibrate(const TempDir& dir, std::vector<std::string> more) {
  if (!fs::exists(dir / "quant_config.json"))
    run_cli({"gen-config", "-c", kSampleYaml}, dir.path());
  std::vector<std::string> arguments{"calibrate", "-c", kSampleYaml};
  if (std::find(more.begin(), more.end(), "-o") == more.end())
    more.insert(more.end(), {"-o", "model"});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_cli(arguments, dir.path());
}

std::vector<std::string> entries(const TempDir& dir) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(dir.path())) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<std::string> kNoOutput{"quant_config.json"};

}  // namespace

TEST_CASE("calibrate writes an AIR that passes every check, and a record") {
  TempDir dir;
  const CliResult result = calibrate(dir, {});
  CHECK(result.exit_code == 0);
  CHECK(entries(dir) ==
        std::vector<std::string>{"model.air", "model.record.txt", "quant_config.json"});
  CHECK(run_cli({"inspect", "--check", "model.air"}, dir.path()).exit_code == 0);
  CHECK_THAT(read_file(dir / "model.record.txt"), Contains("fc1") && Contains("scale_d"));
}

TEST_CASE("the same images give the same bytes, whatever the threads and the batches") {
  TempDir one, two, four;
  REQUIRE(calibrate(one, {"--threads", "1"}).exit_code == 0);
  REQUIRE(calibrate(two, {"--threads", "2", "--batch-size", "96", "--batches", "1"}).exit_code ==
          0);
  REQUIRE(calibrate(four, {"--threads", "4", "--batch-size", "8", "--batches", "12"}).exit_code ==
          0);
  for (const char* file : {"model.air", "model.record.txt"}) {
    CHECK(read_file(one / file) == read_file(two / file));
    CHECK(read_file(one / file) == read_file(four / file));
  }
}

TEST_CASE("the original's operator chain can be asked for") {
  TempDir dir;
  REQUIRE(calibrate(dir, {"--compat", "ptq_quant"}).exit_code == 0);
  const CliResult inspected = run_cli({"inspect", "--check", "model.air"}, dir.path());
  CHECK(inspected.exit_code == 0);
  CHECK_THAT(read_file(dir / "model.air"), Contains("fc1.weight_offset_const") || Contains("Cast"));
}

TEST_CASE("the model is written as ONNX on request, the same bytes every time") {
  TempDir dir;
  REQUIRE(calibrate(dir, {"--format", "onnx"}).exit_code == 0);
  CHECK(entries(dir) ==
        std::vector<std::string>{"model.onnx", "model.record.txt", "quant_config.json"});
  REQUIRE(calibrate(dir, {"--format", "onnx", "--threads", "2", "-o", "again"}).exit_code == 0);
  CHECK(read_file(dir / "model.onnx") == read_file(dir / "again.onnx"));
  REQUIRE(calibrate(dir, {"--format", "onnx", "--opset", "21", "-o", "newer"}).exit_code == 0);
  CHECK(read_file(dir / "model.onnx") != read_file(dir / "newer.onnx"));
}

TEST_CASE("flags of one format are refused with another") {
  TempDir dir;
  const auto check = [&](const std::vector<std::string>& flags, const std::string& expected) {
    const CliResult result = calibrate(dir, flags);
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, Contains(expected));
    CHECK(entries(dir) == kNoOutput);
  };
  check({"--format", "onnx", "--compat", "ptq_quant"}, "--format air");
  check({"--opset", "13"}, "--format onnx");
  check({"--format", "onnx", "--opset", "12"}, "--opset");
  check({"--format", "tflite"}, "onnx");
}

TEST_CASE("the exported model has the batch size asked for") {
  TempDir dir;
  REQUIRE(calibrate(dir, {"--export-batch", "8"}).exit_code == 0);
  const CliResult inspected = run_cli({"inspect", "model.air"}, dir.path());
  CHECK_THAT(inspected.out, Contains("float32[8, 3, 32, 32]") && Contains("float32[8, 10]"));
}

TEST_CASE("a broken image is skipped and reported, a limit makes it an error") {
  TempDir dir;
  fs::copy(kSampleImages, dir / "images", fs::copy_options::recursive);
  fs::remove_all(dir / "images" / "9_ankle_boot");
  fs::create_directory(dir / "images" / "9_ankle_boot");
  write_file(dir / "images" / "9_ankle_boot" / "broken.png", "\x89PNG\r\n\x1a\n");
  const CliResult skipped = calibrate(dir, {"--data", "images", "--batches", "1"});
  CHECK(skipped.exit_code == 0);
  CHECK_THAT(skipped.err, Contains("broken.png") && Contains("1 of 32 images were skipped"));
  fs::remove(dir / "model.air");
  const CliResult refused =
      calibrate(dir, {"--data", "images", "--batches", "1", "--max-bad-images", "0"});
  CHECK(refused.exit_code == 5);
  CHECK_FALSE(fs::exists(dir / "model.air"));
}

TEST_CASE("an empty or missing image folder is a data error") {
  TempDir dir;
  fs::create_directory(dir / "empty");
  for (const char* name : {"empty", "missing"}) {
    const CliResult result = calibrate(dir, {"--data", name});
    CHECK(result.exit_code == 5);
    CHECK_THAT(result.err, Contains(name));
    CHECK_FALSE(fs::exists(dir / "model.air"));
  }
}

TEST_CASE("quant_config.json: a layer that does not exist, wrong types, bad JSON") {
  TempDir dir;
  const auto check = [&](const std::string& json, const std::string& expected) {
    write_file(dir / "quant_config.json", json);
    const CliResult result = calibrate(dir, {});
    CHECK(result.exit_code == 3);
    CHECK_THAT(result.err, Contains(expected) && Contains("error: "));
    CHECK(entries(dir) == kNoOutput);
  };
  check(R"({"version": "1.0", "fc7": {"quant": true}})",
        "error: cannot quantize layer 'fc7'\n  in: quant_config.json\n"
        "  because: the model has no layer of this name\n  try: did you mean 'fc1'?\n");
  check(R"({"version": "1.0", "fc1": {"quant": "yes"}})", "fc1");
  check(R"({"version": "1.0", "fuse_bn": 1})", "fuse_bn");
  check(R"({"version": "1.0", "fc1": )", "quant_config.json");
}

TEST_CASE("every estimator and weight method works on the sample") {
  for (const char* name : {"ifmr", "minmax", "percentile", "entropy", "mse", "hfmg"}) {
    TempDir dir;
    const CliResult result = calibrate(dir, {"--activation", name, "--batches", "1"});
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.err, Contains(std::string("activations by ") + name));
  }
  TempDir dir;
  std::set<std::string> records;
  for (const char* name : {"max", "mse", "arq"}) {
    CHECK(calibrate(dir, {"--weights", name, "--batches", "1"}).exit_code == 0);
    records.insert(read_file(dir / "model.record.txt"));
  }
  CHECK(records.size() == 3);
}

TEST_CASE("symmetric activations have offset 0") {
  TempDir dir;
  REQUIRE(calibrate(dir, {"--no-activation-offset"}).exit_code == 0);
  const std::string record = read_file(dir / "model.record.txt");
  CHECK_THAT(record, Contains("offset_d: 0"));
  CHECK_THAT(record, !Contains("offset_d: -128"));
}

TEST_CASE("unknown methods and percentiles without a meaning are refused") {
  TempDir dir;
  const auto check = [&](const std::vector<std::string>& flags, int exit_code,
                         const std::string& expected) {
    const CliResult result = calibrate(dir, flags);
    CHECK(result.exit_code == exit_code);
    CHECK_THAT(result.err, Contains(expected));
    CHECK(entries(dir) == kNoOutput);
  };
  check({"--activation", "entropi"}, 2, "did you mean 'entropy'?");
  check({"--weights", "mex"}, 2, "did you mean 'max'?");
  check({"--percentile", "0.3"}, 2, "--percentile");
  check({"--activation", "mse", "--percentile", "0.99"}, 3, "'mse' has no percentile");
}

TEST_CASE("a layer of quant_config.json may have methods of its own") {
  TempDir dir;
  // Without corrections, which look at what all layers do.
  REQUIRE(calibrate(dir, {"--preset", "fast"}).exit_code == 0);
  const std::string plain = read_file(dir / "model.record.txt");
  const auto calibrate_with = [&](const std::string& fc2) {
    write_file(dir / "quant_config.json", R"({"fc1": {"quant": true}, "fc2": {"quant": true, )" +
                                              fc2 + R"(}, "fc3": {"quant": true}})");
    return calibrate(dir, {"--preset", "fast"});
  };
  CHECK(calibrate_with(R"("activation_quant_params": {"act_algo": "percentile",
                          "max_percentile": 0.9})")
            .exit_code == 0);
  const std::string other = read_file(dir / "model.record.txt");
  const size_t fc2 = plain.find("fc2"), fc3 = plain.find("fc3");
  CHECK(other.substr(0, fc2) == plain.substr(0, fc2));
  CHECK(other.substr(other.find("fc3")) == plain.substr(fc3));
  CHECK(other != plain);
  const CliResult refused = calibrate_with(R"("activation_quant_params": {"num_of_bins": 1024})");
  CHECK(refused.exit_code == 3);
  CHECK_THAT(refused.err, Contains("quant_config.json: layer 'fc2'") &&
                              Contains("'minmax' has no parameter 'num_of_bins'"));
}

TEST_CASE("num_rollback_nodes leaves the worst layer in float") {
  TempDir dir;
  run_cli({"gen-config", "-c", kSampleYaml}, dir.path());
  std::string config = read_file(dir / "quant_config.json");
  const std::string key = "\"num_rollback_nodes\": ";
  config.replace(config.find(key) + key.size(), 1, "1");
  write_file(dir / "quant_config.json", config);
  const CliResult result = calibrate(dir, {"--threads", "1"});
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("stay float: fc") && Contains("2 layers"));
  const std::string record = read_file(dir / "model.record.txt");
  REQUIRE(calibrate(dir, {"--threads", "3"}).exit_code == 0);
  CHECK(read_file(dir / "model.record.txt") == record);
  CHECK(run_cli({"inspect", "--check", "model.air"}, dir.path()).exit_code == 0);
}

TEST_CASE("AMCT's configuration is written, read by its content, and brings its batches") {
  TempDir dir;
  CHECK(run_cli({"gen-config", "-c", kSampleYaml, "--amct"}, dir.path()).exit_code == 0);
  const std::string config = read_file(dir / "quant_config.json");
  CHECK_THAT(config, Contains("\"quant_enable\": false") && Contains("arq_quantize"));
  const CliResult result = calibrate(dir, {});
  CHECK(result.exit_code == 0);
  // batch_num is 1, and the sample's YAML does not set calibration_batches.
  CHECK_THAT(result.err, Contains("32 images") && Contains("3 layers"));
  CHECK_THAT(calibrate(dir, {"--batches", "2"}).err, Contains("64 images"));
}

TEST_CASE("class_num that disagrees with the checkpoint is a config error") {
  TempDir dir;
  std::string yaml = read_file(kSampleYaml);
  yaml.replace(yaml.find("class_num: 10"), 13, "class_num: 11");
  write_file(dir / "other.yaml", yaml);
  const CliResult result = run_cli(
      {"gen-config", "-c", "other.yaml", "--ckpt", kSampleCheckpoint, "-o", "q.json"}, dir.path());
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.err, Contains("11") && Contains("10"));
  CHECK_FALSE(fs::exists(dir / "q.json"));
}

TEST_CASE("an output that cannot be written is named and leaves nothing behind") {
  TempDir dir;
  const CliResult result = calibrate(dir, {"-o", "no/such/folder/model"});
  CHECK(result.exit_code != 0);
  CHECK_THAT(result.err, Contains("no/such/folder/model"));
  CHECK(entries(dir) == kNoOutput);
}

TEST_CASE("quantize does all in one call and measures the drop") {
  TempDir dir;
  const CliResult result = run_cli({"quantize", "-c", kSampleYaml, "-o", "out"}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, Contains("float") && Contains("int8") && Contains("SQNR"));
  CHECK(fs::exists(dir / "out" / "quant_config.json"));
  CHECK(fs::exists(dir / "out" / "quantized_model.air"));
}

TEST_CASE("a wrong --val is noticed before the calibration") {
  TempDir dir;
  const CliResult missing =
      run_cli({"quantize", "-c", kSampleYaml, "--val", "none", "-o", "out"}, dir.path());
  CHECK(missing.exit_code == 5);
  CHECK_THAT(missing.err, Contains("none") && !Contains("calibrate"));
  fs::create_directory(dir / "val");
  for (int i = 0; i < 11; ++i) fs::create_directory(dir / "val" / std::to_string(i + 10));
  fs::copy_file(fs::directory_iterator(kSampleDir + "/fashion/val/1_trouser")->path(),
                dir / "val" / "20" / "image.png");
  const CliResult classes =
      run_cli({"quantize", "-c", kSampleYaml, "--val", "val", "-o", "out"}, dir.path());
  CHECK(classes.exit_code == 5);
  CHECK_THAT(classes.err, Contains("10 classes") && !Contains("quantize "));
  CHECK_FALSE(fs::exists(dir / "out"));
}

TEST_CASE("a run folder and an output file exclude each other") {
  const CliResult result = run_cli({"calibrate", "--run-dir", "out", "-o", "model"});
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, Contains("--run-dir"));
}
