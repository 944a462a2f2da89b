#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string safetensors(const std::map<std::string, Tensor>& tensors) {
  json header;
  std::string data;
  for (const auto& [name, tensor] : tensors) {
    const size_t begin = data.size();
    data.append(static_cast<const char*>(tensor.raw()), static_cast<size_t>(tensor.byte_size()));
    header[name] = {
        {"dtype", "F32"}, {"shape", tensor.shape()}, {"data_offsets", {begin, data.size()}}};
  }
  const std::string text = header.dump();
  std::string length(8, '\0');
  const uint64_t size = text.size();
  std::memcpy(length.data(), &size, sizeof size);
  return length + text + data;
}

// The sample's network with half of the channels between fc1 and fc2 a thousand times larger, and
// the weights that read them a thousand times smaller. With ReLU between them it computes the same
// in float; but one scale for all channels leaves nothing of the small ones, and one scale for a
// row of weights nothing of what reads the large ones. Only fc2 suffers.
void write_badly_scaled(const fs::path& path) {
  const ParameterSet parameters = read_checkpoint(kSampleCheckpoint, {});
  std::map<std::string, Tensor> tensors;
  for (const auto& [name, tensor] : parameters.entries()) {
    tensors[name] = tensor.to_float32().clone();
  }
  const auto scale = [&](const std::string& name, int64_t count, int64_t stride, float factor) {
    const Span<float> elements = tensors.at(name).mutable_data<float>();
    for (int64_t i = 0; i < elements.size(); ++i) {
      if (i / stride % count % 2 == 0) elements[i] *= factor;
    }
  };
  const Shape shape = tensors.at("fc2.weight").shape();  // [out, in]
  scale("fc1.weight", shape[1], tensors.at("fc1.weight").shape()[1], 1000);
  scale("fc1.bias", shape[1], 1, 1000);
  scale("fc2.weight", shape[1], 1, 0.001f);
  write_file(path, safetensors(tensors));
}

CliResult tune(const TempDir& dir, std::vector<std::string> more,
               const std::string& checkpoint = kSampleCheckpoint) {
  more.insert(more.begin(), {"tune", "-c", kSampleYaml, "--ckpt", checkpoint});
  return run_cli(more, dir.path());
}

json result_of(const TempDir& dir) { return json::parse(read_file(dir / "out" / "tune.json")); }

std::string last_line(const std::string& text) {
  const size_t end = text.find_last_not_of('\n');
  return text.substr(text.rfind('\n', end) + 1, end);
}

}  // namespace

TEST_CASE("the one layer that quantization ruins is found and stays float") {
  TempDir dir;
  write_badly_scaled(dir / "bad.safetensors");
  const CliResult result = tune(dir, {"--max-drop", "1"}, "bad.safetensors");
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(last_line(result.out),
             Contains("PASSED") && Contains("; 1 layer float;") && Contains("out"));
  CHECK(result_of(dir)["float_layers"] == json({"fc2"}));
  CHECK(result_of(dir)["drop_of"] == "top-1");
  // The first trial quantizes everything and shows that the target needs the fallback.
  const json first = json::parse(read_file(dir / "out" / "trials" / "001.json"));
  CHECK(first["float_layers"].empty());
  CHECK(first["drop_points"].get<double>() > 10);
  CHECK(json::parse(read_file(dir / "out" / "quant_config.json"))["fc2"]["quant"] == false);

  const CliResult eval = run_cli({"eval", "-c", kSampleYaml, "--ckpt", "bad.safetensors",
                                  "--quantized", "out/quantized_model.air", "--json"},
                                 dir.path());
  CHECK(json::parse(eval.out)["int8"] == result_of(dir)["int8"]);
  CHECK(json::parse(eval.out)["sqnr_db"] == result_of(dir)["sqnr_db"]);
}

TEST_CASE("the report says which trials there were and why a layer stays float") {
  TempDir dir;
  write_badly_scaled(dir / "bad.safetensors");
  REQUIRE(tune(dir, {"--max-drop", "1"}, "bad.safetensors").exit_code == 0);
  const json report = json::parse(read_file(dir / "out/report.json"));
  const json tuned = result_of(dir);
  CHECK(report["search"]["trials"].size() == tuned["trials"]);
  CHECK(report["search"]["best_trial"] == tuned["best_trial"]);
  CHECK(report["evaluation"]["int8"]["accuracy"]["images"] == tuned["images"]);
  CHECK(report["verdict"]["level"] == "good");
  // Only the first trial quantized fc2.
  for (const json& layer : report["layers"]) {
    if (layer["name"] != "fc2") continue;
    CHECK(layer["action"] == "float");
    CHECK_THAT(layer["reason"].get<std::string>(),
               Contains("points were lost (trial 1), more than 1.00"));
  }
  CHECK_THAT(read_file(dir / "out/report.html"), Contains("id=\"search\""));

  const std::string before = read_file(dir / "out/quantized_model.air");
  const std::string bin = fs::path(MSQUANT_BINARY).parent_path().string();
  const std::string line = "cd '" + (dir / "out").string() + "' && PATH='" + bin + "':$PATH " +
                           report["command"].get<std::string>() + " -q >/dev/null";
  fs::remove(dir / "out/quantized_model.air");
  REQUIRE(std::system(line.c_str()) == 0);
  CHECK(read_file(dir / "out/quantized_model.air") == before);
}

TEST_CASE("no report of another run is left, nor a verdict") {
  TempDir dir;
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml}, dir.path()).exit_code == 0);
  REQUIRE(tune(dir, {"--max-drop", "5", "--no-report"}).exit_code == 0);
  CHECK_FALSE(fs::exists(dir / "out/report.html"));
  CHECK_FALSE(fs::exists(dir / "out/report.json"));
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "--no-report"}, dir.path()).exit_code == 0);
  CHECK_FALSE(fs::exists(dir / "out/tune.json"));
}

TEST_CASE("quantize --max-drop is the same search") {
  TempDir dir;
  write_badly_scaled(dir / "bad.safetensors");
  REQUIRE(tune(dir, {"--max-drop", "1", "-o", "tuned"}, "bad.safetensors").exit_code == 0);
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "--ckpt", "bad.safetensors", "--max-drop", "1"},
                  dir.path())
              .exit_code == 0);
  for (const char* file : {"quantized_model.air", "quant_config.json", "tune.json"}) {
    CHECK(read_file(dir / "out" / file) == read_file(dir / "tuned" / file));
  }
}

TEST_CASE("a target that is missed exits with 7 and leaves the best model") {
  TempDir dir;
  const CliResult result = tune(dir, {"--max-drop", "-50"});
  CHECK(result.exit_code == 7);
  CHECK_THAT(last_line(result.out), Contains("FAILED") && Contains("limit -50.00"));
  CHECK_THAT(result.err, Contains("error: the accuracy target is missed") && Contains("in: out"));
  CHECK(result_of(dir)["verdict"] == "FAILED");
  CHECK(fs::exists(dir / "out" / "quantized_model.air"));
  CHECK(fs::exists(dir / "out" / "quant_config.json"));
}

TEST_CASE("the number of trials and the time are bounded") {
  TempDir dir;
  CHECK(tune(dir, {"--max-drop", "-50", "--max-trials", "2"}).exit_code == 7);
  CHECK(result_of(dir)["trials"] == 2);
  TempDir late;
  CHECK(tune(late, {"--max-drop", "-50", "--time-limit", "0s"}).exit_code == 7);
  CHECK(result_of(late)["trials"] == 1);
  CHECK(tune(late, {"--max-drop", "-50", "--time-limit", "2 days"}).exit_code == 2);
}

TEST_CASE("a search that was cut off goes on to the same result") {
  TempDir whole, cut;
  for (const TempDir* dir : {&whole, &cut}) write_badly_scaled(*dir / "bad.safetensors");
  REQUIRE(tune(whole, {"--max-drop", "1"}, "bad.safetensors").exit_code == 0);
  tune(cut, {"--max-drop", "1", "--max-trials", "1"}, "bad.safetensors");
  const CliResult again = tune(cut, {"--max-drop", "1", "--resume"}, "bad.safetensors");
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.err, Contains("of the earlier run"));
  CHECK(result_of(cut) == result_of(whole));
  for (const char* file :
       {"out/quantized_model.air", "out/trials/001.json", "out/trials/002.json"}) {
    CHECK(read_file(cut / file) == read_file(whole / file));
  }
}

TEST_CASE("after an interrupt at any time the search goes on to the same result") {
  TempDir whole, cut;
  REQUIRE(tune(whole, {"--max-drop", "-50"}).exit_code == 7);
  const CliResult stopped =
      run_cli_interrupted({"tune", "-c", kSampleYaml, "--max-drop", "-50"}, cut.path(), 250);
  CHECK((stopped.exit_code == 130 || stopped.exit_code == 7));
  CHECK(tune(cut, {"--max-drop", "-50", "--resume"}).exit_code == 7);
  CHECK(result_of(cut) == result_of(whole));
  CHECK(read_file(cut / "out/quantized_model.air") == read_file(whole / "out/quantized_model.air"));
}

TEST_CASE("trials of another run are not mixed in") {
  TempDir dir;
  REQUIRE(tune(dir, {"--max-drop", "5"}).exit_code == 0);
  const CliResult twice = tune(dir, {"--max-drop", "5"});
  CHECK(twice.exit_code == 2);
  CHECK_THAT(twice.err, Contains("--resume"));
  const CliResult other = tune(dir, {"--max-drop", "5", "--resume", "--activation", "ifmr"});
  CHECK(other.exit_code == 2);
  CHECK_THAT(other.err, Contains("another model"));
  CHECK(tune(dir, {"--max-drop", "3", "--resume"}).exit_code == 0);
}

TEST_CASE("without labels the drop is disagreement with the float model, and said so") {
  TempDir dir;
  fs::create_directory(dir / "flat");
  for (const auto& image : fs::directory_iterator(kSampleDir + "/fashion/val/1_trouser")) {
    fs::copy_file(image.path(), dir / "flat" / image.path().filename());
  }
  const CliResult result = tune(dir, {"--max-drop", "5", "--val", "flat"});
  CHECK(result.exit_code == 0);
  CHECK_THAT(last_line(result.out), Contains("agreement with float"));
  CHECK(result_of(dir)["drop_of"] == "agreement with float");
}

TEST_CASE("flags that make no sense are usage errors") {
  TempDir dir;
  CHECK(tune(dir, {}).exit_code == 2);  // no --max-drop
  const CliResult stray = run_cli({"quantize", "-c", kSampleYaml, "--max-trials", "3"}, dir.path());
  CHECK(stray.exit_code == 2);
  CHECK_THAT(stray.err, Contains("--max-drop"));
  std::string yaml = read_file(kSampleYaml);
  yaml.replace(yaml.find("./fashion"), 9, kSampleImages);
  write_file(dir / "unlabelled.yaml", yaml);
  const CliResult no_images =
      run_cli({"tune", "-c", "unlabelled.yaml", "--ckpt", kSampleCheckpoint, "--max-drop", "1"},
              dir.path());
  CHECK(no_images.exit_code == 2);
  CHECK_THAT(no_images.err, Contains("--val"));
  CHECK_FALSE(fs::exists(dir / "out"));
}
