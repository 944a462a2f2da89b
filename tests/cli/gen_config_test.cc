#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;

TEST_CASE("gen-config writes the layers of the sample") {
  TempDir dir;
  const CliResult result = run_cli({"gen-config", "-c", kSampleYaml, "-o", "q.json"}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK(result.out.empty());
  // conv1 and conv2 have 3 and 6 input channels, not more than 16.
  CHECK(read_file(dir / "q.json") ==
        "{\n"
        "    \"version\": \"1.0\",\n"
        "    \"fuse_bn\": true,\n"
        "    \"num_rollback_nodes\": 0,\n"
        "    \"fc1\": {\n        \"quant\": true\n    },\n"
        "    \"fc2\": {\n        \"quant\": true\n    },\n"
        "    \"fc3\": {\n        \"quant\": true\n    }\n"
        "}");
}

TEST_CASE("gen-config equals msmodelslim's file byte for byte") {
  for (const char* name : {"resnet18", "resnet50"}) {
    const auto checkpoint =
        shared_file("models/" + std::string(name) + "/" + std::string(name) + ".ckpt");
    const auto golden = shared_file("golden/" + std::string(name) + "_quant_config.json");
    MSQUANT_SKIP_WITHOUT(checkpoint);
    TempDir dir;
    const CliResult result =
        run_cli({"gen-config", "--ckpt", checkpoint.string(), "-o", "q.json"}, dir.path());
    CHECK(result.exit_code == 0);
    CHECK(read_file(dir / "q.json") == read_file(golden));
  }
}

TEST_CASE("gen-config on a MindIR and on its checkpoint names the same layers") {
  const auto mindir = shared_file("models/mobilenet_v2/mobilenet_v2_b1.mindir");
  const auto golden = shared_file("golden/mobilenetv2_quant_config.json");
  MSQUANT_SKIP_WITHOUT(mindir);
  TempDir dir;
  CHECK(run_cli({"gen-config", "--model", mindir.string(), "-o", "q.json"}, dir.path()).exit_code ==
        0);
  CHECK(read_file(dir / "q.json") == read_file(golden));
}
