// Images and tensors in every form that the commands take.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "cli/shown_commands.h"
#include "formats/onnx/onnx_writer.h"
#include "support/models.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
using Catch::Contains;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr uint32_t kSide = 32;
constexpr int kImages = 12;

// The level of a channel of pixel (x, y) in image i, which has the label i % 10.
uint8_t level(int i, uint32_t x, uint32_t y, int channel) {
  return static_cast<uint8_t>(i * 37 + static_cast<int>(x) * 5 +
                              static_cast<int>(y) * (channel + 2));
}

std::string little_endian(uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

// A 24-bit BMP, rows from bottom to top, pixels as blue, green, red.
std::string bmp(int i, bool is_grey) {
  std::string pixels;
  for (uint32_t y = kSide; y-- > 0;) {
    for (uint32_t x = 0; x < kSide; ++x) {
      for (int channel = 2; channel >= 0; --channel) {
        pixels += static_cast<char>(level(i, x, y, is_grey ? 0 : channel));
      }
    }
  }
  std::string header = little_endian(40) + little_endian(kSide) + little_endian(kSide);
  header += std::string("\x01\0\x18\0", 4) + std::string(24, '\0');
  return "BM" + little_endian(54 + static_cast<uint32_t>(pixels.size())) + std::string(4, '\0') +
         little_endian(54) + header + pixels;
}

// One channel of an image, row by row.
std::string plane(int i, int channel) {
  std::string bytes;
  for (uint32_t y = 0; y < kSide; ++y) {
    for (uint32_t x = 0; x < kSide; ++x) bytes += static_cast<char>(level(i, x, y, channel));
  }
  return bytes;
}

fs::path image_path(const TempDir& dir, int i) {
  return dir / ("images/" + std::to_string(i % 10) + "/" + std::to_string(i) + ".bmp");
}

// Class folders, in whose order the other forms hold the images too.
void write_folders(const TempDir& dir, bool is_grey) {
  for (int i = 0; i < kImages; ++i) {
    fs::create_directories(image_path(dir, i).parent_path());
    write_file(image_path(dir, i), bmp(i, is_grey));
  }
}

json evaluated(const TempDir& dir, const std::string& data) {
  const CliResult result =
      run_cli({"eval", "-c", kSampleYaml, "--data", data, "--json"}, dir.path());
  INFO(data << ": " << result.err);
  REQUIRE(result.exit_code == 0);
  return json::parse(result.out);
}

void write_tensors(const fs::path& path, int64_t count) {
  write_npy(path, random_tensor({count, 3, 32, 32}, 5));
}

// x[2, 32] → fc1 → relu → fc2 → "scores"; fc1 * y[2, 16] → "gated".
void write_two_input_model(const fs::path& path) {
  Graph graph("two_inputs");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 32}});
  const ValueId y = graph.add_input("y", {DType::kFloat32, {2, 16}});
  const auto dense = [&](const std::string& name, ValueId input, int64_t in, int64_t out) {
    const ValueId weight = graph.add_constant(name + ".weight", random_tensor({in, out}, 1));
    const ValueId bias = graph.add_constant(name + ".bias", random_tensor({out}, 2));
    return graph.add_node(OpKind::kMatMul, name, MatMulAttrs{}, {input, weight, bias});
  };
  const ValueId hidden = dense("fc1", x, 32, 16);
  const ValueId scores = dense("fc2", graph.add_node(OpKind::kRelu, "relu", {}, {hidden}), 16, 10);
  const ValueId gated = graph.add_node(OpKind::kMul, "gated", {}, {hidden, y});
  graph.set_outputs({scores, gated});
  write_onnx(graph, path, {});
}

}  // namespace

TEST_CASE("CIFAR's files and a list give what the same images in class folders give") {
  TempDir dir;
  write_folders(dir, false);
  std::string records, list;
  for (int i = 0; i < kImages; ++i) {
    records += static_cast<char>(i % 10) + plane(i, 0) + plane(i, 1) + plane(i, 2);
    list += image_path(dir, i).string() + " " + std::to_string(i % 10) + "\n";
  }
  fs::create_directory(dir / "cifar");
  write_file(dir / "cifar/test_batch.bin", records);
  write_file(dir / "cifar/data_batch_1.bin", records.substr(0, 3073));
  write_file(dir / "list.txt", list);
  const json expected = evaluated(dir, "images");
  CHECK(expected["images"] == kImages);
  CHECK(expected["float"]["images"] == kImages);
  CHECK(evaluated(dir, "cifar") == expected);
  CHECK(evaluated(dir, "list.txt") == expected);
  CHECK(evaluated(dir, "cifar/data_batch_1.bin")["images"] == 1);
}

TEST_CASE("MNIST's files give what the same grey images in class folders give") {
  TempDir dir;
  write_folders(dir, true);
  std::string images("\0\0\x08\x03\0\0\0\x0C\0\0\0\x20\0\0\0\x20", 16);
  std::string labels("\0\0\x08\x01\0\0\0\x0C", 8);
  for (int i = 0; i < kImages; ++i) {
    images += plane(i, 0);
    labels += static_cast<char>(i % 10);
  }
  fs::create_directory(dir / "mnist");
  write_file(dir / "mnist/t10k-images-idx3-ubyte", images);
  write_file(dir / "mnist/t10k-labels-idx1-ubyte", labels);
  CHECK(evaluated(dir, "mnist") == evaluated(dir, "images"));
}

TEST_CASE("without labels two models are compared, and one alone is an error") {
  TempDir dir;
  fs::create_directory(dir / "flat");
  for (int i = 0; i < kImages; ++i) {
    write_file(dir / ("flat/" + std::to_string(i) + ".bmp"), bmp(i, false));
  }
  write_tensors(dir / "x.npy", 9);
  const CliResult quantized = run_cli(
      {"quantize", "-c", kSampleYaml, "--data", "flat", "--val", "flat", "--json", "-o", "out"},
      dir.path());
  INFO(quantized.err);
  REQUIRE(quantized.exit_code == 0);
  const json result = json::parse(quantized.out);
  CHECK(result["images"] == kImages);
  CHECK(result["agreement"].get<int>() <= kImages);
  CHECK(result["outputs"][0]["cosine"].get<double>() > 0.99);
  CHECK(result["outputs"][0]["sqnr_db"] == result["sqnr_db"]);
  CHECK_FALSE(result.contains("float"));
  CHECK_FALSE(result.contains("drop_points"));

  const CliResult table = run_cli(
      {"eval", "-c", kSampleYaml, "--data", "x.npy", "--quantized", "out/quantized_model.air"},
      dir.path());
  CHECK_THAT(table.out, Contains("agreement") && Contains("SQNR") && Contains("cosine") &&
                            Contains("images           9") && !Contains("top-1"));
  const CliResult alone = run_cli({"eval", "-c", kSampleYaml, "--data", "flat"}, dir.path());
  CHECK(alone.exit_code == 5);
  CHECK_THAT(alone.err, Contains("nothing to measure") && Contains("--quantized"));
}

TEST_CASE("tensors calibrate as the images that they were made from do") {
  TempDir dir;
  const fs::path prepared = shared_file("models/lenet5/input.npy");
  MSQUANT_SKIP_WITHOUT(prepared);
  // MindSpore's own preprocessing of four validation images.
  std::string list;
  for (const char* name : {"0_tshirt_top/00263.png", "1_trouser/04050.png", "2_pullover/08224.png",
                           "4_coat/02901.png"}) {
    list += shared_file(fs::path("data/fashion/val") / name).string() + "\n";
  }
  write_file(dir / "list.txt", list);
  const Tensor all = read_npy(prepared);
  write_npy(dir / "input.npy", Tensor::view(DType::kFloat32, {4, 3, 32, 32}, all.raw(), nullptr));
  for (const std::string data : {"list.txt", "input.npy"}) {
    const CliResult result = run_cli(
        {"quantize", "-c", kSampleYaml, "--data", data, "-o", fs::path(data).stem()}, dir.path());
    INFO(result.err);
    CHECK(result.exit_code == 0);
  }
  CHECK(read_file(dir / "input/quantized_model.record.txt") ==
        read_file(dir / "list/quantized_model.record.txt"));
}

TEST_CASE("a model of several inputs is calibrated and compared on tensors, output by output") {
  TempDir dir;
  write_two_input_model(dir / "model.onnx");
  write_npy(dir / "x.npy", random_tensor({40, 32}, 3));
  fs::create_directory(dir / "y");
  write_npy(dir / "y/0.npy", random_tensor({30, 16}, 4));
  write_npy(dir / "y/1.npy", random_tensor({10, 16}, 6));
  const std::vector<std::string> data{"--data", "x=x.npy", "--data", "y=y",
                                      "--val",  "x=x.npy", "--val",  "y=y"};
  std::vector<std::string> arguments{"quantize", "--model", "model.onnx", "--format",
                                     "onnx",     "--json",  "-o",         "out"};
  arguments.insert(arguments.end(), data.begin(), data.end());
  const CliResult result = run_cli(arguments, dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  const json measured = json::parse(result.out);
  CHECK(measured["images"] == 40);
  CHECK_FALSE(measured.contains("agreement"));
  REQUIRE(measured["outputs"].size() == 2);
  CHECK(measured["outputs"][0]["name"] == "fc2");
  CHECK(measured["outputs"][1]["name"] == "gated");
  for (const json& output : measured["outputs"]) CHECK(output["sqnr_db"].get<double>() > 20);

  // The run folder knows where the tensors of each input are; an AIR is run on them as a check.
  fs::create_directory(dir / "elsewhere");
  const CliResult exported = run_cli({"export", "../out", "--format", "air"}, dir / "elsewhere");
  CHECK(exported.exit_code == 0);
  CHECK_THAT(exported.err, !Contains("gone"));
  std::vector<std::string> analyze{"analyze", "--model", "model.onnx", "--json"};
  analyze.insert(analyze.end(), data.begin(), data.end());
  const CliResult analyzed = run_cli(analyze, dir.path());
  INFO(analyzed.err);
  REQUIRE(analyzed.exit_code == 0);
  CHECK(json::parse(analyzed.out)["images"] == 40);
  std::vector<std::string> tune{"tune", "--model", "model.onnx", "--max-drop", "1"};
  tune.insert(tune.end(), data.begin(), data.end());
  const CliResult untuned = run_cli(tune, dir.path());
  CHECK(untuned.exit_code == 6);
  CHECK_THAT(untuned.err, Contains("no classifier"));

  const auto check = [&](const std::vector<std::string>& flags, int exit_code,
                         const std::string& expected) {
    std::vector<std::string> all{"quantize", "--model", "model.onnx", "-o", "refused"};
    all.insert(all.end(), flags.begin(), flags.end());
    const CliResult outcome = run_cli(all, dir.path());
    CHECK(outcome.exit_code == exit_code);
    CHECK_THAT(outcome.err, Contains(expected));
    CHECK_FALSE(fs::exists(dir / "refused"));
  };
  check({"--data", "x=x.npy"}, 2, "input 'y' is not given");
  check({"--data", "x=x.npy", "--data", "z=y"}, 2, "no tensor 'z'");
  check({"--data", "x=x.npy", "--data", "y=y/0.npy"}, 5, "30 for input 'y'");
  check({"--data", "x=y", "--data", "y=y"}, 5, "y/0.npy");
  check({"--data", "x=x.npy", "--data", "x=x.npy"}, 2, "'x' is given twice");
  check({"--data", kSampleImages}, 6, "does not take images");
}

TEST_CASE(
    "a file that holds its graph says the size of images, and a forgotten rescale is noticed") {
  TempDir dir;
  write_sample_graphs(dir);
  write_folders(dir, false);
  write_file(dir / "a.yaml", "mean: [0.5, 0.5, 0.5]\nstd: [0.2, 0.2, 0.2]\n");
  const std::vector<std::string> eval{"eval", "mynet.onnx", "-c", "a.yaml", "--data", "images"};
  const CliResult unscaled = run_cli(eval, dir.path());
  CHECK(unscaled.exit_code == 0);
  CHECK_THAT(unscaled.err, Contains("without rescale"));
  write_file(dir / "a.yaml", "mean: [127, 127, 127]\nstd: [50, 50, 50]\n");
  const CliResult levels = run_cli(eval, dir.path());
  CHECK(levels.exit_code == 0);
  CHECK_THAT(levels.err, !Contains("rescale"));
}

TEST_CASE("broken data sets are errors that name the file") {
  TempDir dir;
  const auto check = [&](const char* name, const std::string& bytes, const std::string& because) {
    write_file(dir / name, bytes);
    const CliResult result = run_cli({"eval", "-c", kSampleYaml, "--data", name}, dir.path());
    CHECK(result.exit_code == 5);
    CHECK_THAT(result.err, Contains(name) && Contains(because) && Contains("try: "));
  };
  check("a.bin", std::string(3000, 'x'), "3000 bytes are neither");
  check("b-idx3-ubyte", std::string("\0\0\x08\x03\xFF\xFF\xFF\xFF\0\0\0\x1C\0\0\0\x1C", 16),
        "[4294967295, 28, 28]");
  check("c-idx3-ubyte.gz", "\x1F\x8B\x08", "ends early");
  check("d.npy", "\x93NUMPY\x01", "not an .npy file");
  check("e", std::string("\0\1\2", 3), "no known format");
}
