#include <catch2/catch.hpp>

#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// The sample's calibration with another checkpoint in the place of its own.
CliResult quantize_edge(const char* name, const TempDir& dir) {
  return run_cli({"quantize", "-c", kSampleYaml, "--ckpt",
                  shared_file(fs::path("edge") / name).string(), "-o", "out"},
                 dir.path());
}

}  // namespace

TEST_CASE("checkpoints that read well but do not fit the network are refused with the reason") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  struct Misfit {
    const char *file, *expected;
    int exit_code;
  };
  const Misfit misfits[] = {{"truncated_at_entry.ckpt", "fc2.bias", 4},
                            {"wrong_class_num.ckpt", "class_num is 10, the checkpoint has 7", 3},
                            {"other_architecture.ckpt", "conv1.weight", 4},
                            {"nan_inf.ckpt", "does not fit lenet5", 4},
                            {"enc_aes_gcm.ckpt", "encrypted", 4}};
  for (const Misfit& misfit : misfits) {
    TempDir dir;
    const CliResult result = quantize_edge(misfit.file, dir);
    INFO(misfit.file << "\n" << result.err);
    CHECK(result.exit_code == misfit.exit_code);
    CHECK_THAT(result.err, Contains(misfit.expected) && Contains(misfit.file));
    CHECK(fs::is_empty(dir.path()));
  }
}

TEST_CASE("optimizer state, prefixes, half precision and safetensors are no obstacle") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  for (const char* name : {"opt_adam.ckpt", "opt_momentum.ckpt", "prefixed.ckpt", "crc.ckpt",
                           "lenet5_float16.ckpt", "lenet5_bfloat16.ckpt", "plain.safetensors"}) {
    TempDir dir;
    const CliResult result = quantize_edge(name, dir);
    INFO(name << "\n" << result.err);
    CHECK(result.exit_code == 0);
  }
}

TEST_CASE("an interrupted run ends with 130 and leaves nothing behind") {
  const auto checkpoint = shared_file("models/resnet50/resnet50.ckpt");
  MSQUANT_SKIP_WITHOUT(checkpoint);
  TempDir dir;
  const CliResult result = run_cli_interrupted(
      {"quantize", "-c", shared_file("models/resnet50/resnet50.yaml").string(), "--ckpt",
       checkpoint.string(), "--data", shared_file("data/fashion/calib").string(), "--batches", "16",
       "-o", "out"},
      dir.path(), 700);
  CHECK(result.exit_code == 130);
  // The picture of what the network sees is there before the first image is run.
  for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
    const std::string name = entry.path().filename().string();
    CHECK((name == "out" || name == "first_input.png"));
  }
}
