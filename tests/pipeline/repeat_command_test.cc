#include "pipeline/repeat_command.h"

#include <catch2/catch.hpp>

using namespace msquant;

TEST_CASE("the command has the sources, the data and every flag of the run") {
  RunManifest manifest;
  manifest.sources["checkpoint"] = {"../net.ckpt", ""};
  manifest.sources["config"] = {"../my nets/net.yaml", ""};
  manifest.data = {{"", "../calib"}};
  manifest.shuffle_seed = 7;
  manifest.settings.set("checkpoint_file_path", "net.ckpt", "--ckpt");
  manifest.settings.set("preset", "fast", "--preset");
  manifest.settings.set("activation", "minmax", "preset fast");
  manifest.settings.set("activation_offset", "false", "--no-activation-offset");
  manifest.settings.set("corrections", "[]", "--corrections");
  CHECK(repeat_command(manifest, "quantize", {"--format", "onnx"}) ==
        "msquant quantize --ckpt ../net.ckpt --config '../my nets/net.yaml' --data ../calib "
        "--batch-size 32 --batches 3 --preset fast --no-activation-offset --corrections none "
        "--shuffle-seed 7 --format onnx -o .");
}

TEST_CASE("what a shell would run is quoted") {
  RunManifest manifest;
  manifest.data = {{"x", "$(rm -rf ~)'"}};
  CHECK(repeat_command(manifest, "tune", {}).find("--data 'x=$(rm -rf ~)'\\''' ") !=
        std::string::npos);
}
