#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "cli/run_cli.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// MindSpore's own logits: the same class for every image, and no logit off by more than a
// thousandth of the largest.
void check_logits(const Tensor& actual, const Tensor& expected) {
  REQUIRE(actual.shape() == expected.shape());
  const auto a = actual.data<float>(), e = expected.data<float>();
  float largest = 0, difference = 0;
  for (int64_t i = 0; i < e.size(); ++i) {
    largest = std::max(largest, std::abs(e[i]));
    difference = std::max(difference, std::abs(a[i] - e[i]));
  }
  INFO("largest difference " << difference << ", largest logit " << largest);
  CHECK(difference <= 1e-3f * largest);
  const int64_t classes = expected.shape()[1];
  for (int64_t i = 0; i < e.size(); i += classes) {
    const auto best = [&](const Span<const float>& s) {
      return std::max_element(s.begin() + i, s.begin() + i + classes) - s.begin();
    };
    CHECK(best(a) == best(e));
  }
}

void check_model(const std::string& name, const std::string& file,
                 const std::vector<std::string>& flags) {
  const fs::path folder = "models/" + name;
  const fs::path model = shared_file(folder / file);
  MSQUANT_SKIP_WITHOUT(model);
  TempDir dir;
  std::vector<std::string> arguments{"run",      model.string(),
                                     "--output", "out.npy",
                                     "--input",  shared_file(folder / "input.npy").string()};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  const CliResult result = run_cli(arguments, dir.path());
  INFO(name << "/" << file << ": " << result.err);
  REQUIRE(result.exit_code == 0);
  check_logits(read_npy(dir / "out.npy"), read_npy(shared_file(folder / "logits.npy")));
}

std::vector<std::string> yaml_of(const std::string& name) {
  return {"-c", shared_file("models/" + name + "/" + name + ".yaml").string()};
}

}  // namespace

TEST_CASE("checkpoints give MindSpore's logits") {
  check_model("lenet5", "lenet5.ckpt", yaml_of("lenet5"));
  check_model("mobilenet_v2", "mobilenet_v2.ckpt", yaml_of("mobilenet_v2"));
  check_model("resnet18", "resnet18.ckpt", yaml_of("resnet18"));
  check_model("resnet50", "resnet50.ckpt", yaml_of("resnet50"));
}

TEST_CASE("MindIR files give MindSpore's logits") {
  check_model("lenet5", "lenet5_b1.mindir", {});
  check_model("lenet5", "lenet5_b32.mindir", {});
  check_model("mobilenet_v2", "mobilenet_v2_b1.mindir", {});
  check_model("resnet18", "resnet18_b32.mindir", {});
}

TEST_CASE("the reference engine agrees with MindSpore too") {
  check_model("lenet5", "lenet5_b1.mindir", {"--engine", "reference"});
}

TEST_CASE("several inputs and outputs go by name") {
  const auto model = shared_file("edge_graph/two_in_two_out.mindir");
  MSQUANT_SKIP_WITHOUT(model);
  const CliResult result = run_cli({"run", model.string(), "--input", "x.npy"});
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, Contains("NAME=FILE"));
}

TEST_CASE("an input of another shape is a data error that says both shapes") {
  const auto model = shared_file("models/lenet5/lenet5_b1.mindir");
  MSQUANT_SKIP_WITHOUT(model);
  TempDir dir;
  write_npy(dir / "x.npy", Tensor::allocate(DType::kFloat32, {1, 3, 8, 8}));
  const CliResult result = run_cli({"run", model.string(), "--input", "x.npy"}, dir.path());
  CHECK(result.exit_code == 5);
  CHECK_THAT(result.err, Contains("[1, 3, 8, 8]") && Contains("[1, 3, 32, 32]"));
}
