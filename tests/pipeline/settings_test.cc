#include "pipeline/settings.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

Settings from_yaml(const TempDir& dir, const std::string& yaml, bool strict = false) {
  write_file(dir / "job.yaml", yaml);
  Settings settings;
  settings.add_yaml(dir / "job.yaml", strict);
  return settings;
}

}  // namespace

TEST_CASE("the zoo's own file is taken as it is: training keys, empty values, two documents") {
  TempDir dir;
  const Settings settings = from_yaml(dir,
                                      "enable_modelarts: False\n"
                                      "batch_size: 16\n"
                                      "pre_trained: \"\"\n"
                                      "data_path:\n"
                                      "all_reduce_fusion_config: [85, 160]\n"
                                      "---\n"
                                      "batch_size: \"images in a batch\"\n",
                                      true);
  CHECK(settings.integer("batch_size", 1) == 16);
  CHECK_FALSE(settings.has("data_path"));
}

TEST_CASE("a flag beats the YAML, the YAML beats what is derived, and that beats the default") {
  TempDir dir;
  Settings settings = from_yaml(dir, "batch_size: 16\n");
  settings.set_if_default("batch_size", "8", "derived");
  CHECK(settings.integer("batch_size", 1) == 16);
  settings.set("batch_size", "4", "--batch-size");
  CHECK(settings.integer("batch_size", 1) == 4);
  CHECK(settings.integer("calibration_batches", 1) == 3);
  settings.set_if_default("calibration_batches", "5", "derived");
  CHECK(settings.integer("calibration_batches", 1) == 5);
}

TEST_CASE("the printed settings show each value with its origin") {
  TempDir dir;
  Settings settings = from_yaml(dir, "# comment\nmean: [0.5, 0.5, 0.5]\n");
  settings.set("net_name", "lenet5", "--net");
  CHECK_THAT(settings.to_string(), Contains("mean: [0.5, 0.5, 0.5]") && Contains("# job.yaml:2") &&
                                       Contains("# --net") && Contains("# default"));
}

TEST_CASE("values of the wrong type name key, origin, expected and found") {
  TempDir dir;
  const Settings settings =
      from_yaml(dir, "batch_size: 0\nmean: [1, 2]\nclass_num: ten\nresize: [1, 2, 3]\n");
  CHECK_THROWS_WITH(settings.integer("batch_size", 1),
                    Contains("job.yaml:1") && Contains("at least 1"));
  CHECK_THROWS_WITH(settings.numbers("mean", 3), Contains("3 numbers, got [1, 2]"));
  CHECK_THROWS_WITH(settings.integer("class_num", 1), Contains("whole number, got ten"));
  CHECK_THROWS_WITH(settings.integers("resize", 1, 2), Contains("1 to 2 positive"));
  CHECK_THROWS_WITH(settings.text("net_name"), Contains("'net_name' is not set"));
}

TEST_CASE("a relative path is looked up in the working directory, then beside the YAML") {
  TempDir dir;
  make_folder(dir / "images");
  const Settings settings = from_yaml(dir, "data_path: ./images\n");
  CHECK(std::filesystem::equivalent(settings.existing_path("data_path"), dir / "images"));
  const Settings absent = from_yaml(dir, "data_path: ./nothing\n");
  CHECK_FALSE(absent.find_path("data_path").has_value());
  CHECK_THROWS_WITH(absent.existing_path("data_path"), Contains("looked for ./nothing and "));
}

TEST_CASE("broken YAML, lists and unknown keys are config errors") {
  TempDir dir;
  CHECK_THROWS_WITH(from_yaml(dir, "a: [1\n"), Contains("job.yaml:"));
  CHECK_THROWS_WITH(from_yaml(dir, "- a\n- b\n"), Contains("key: value"));
  CHECK_THROWS_WITH(from_yaml(dir, "batch_sise: 1\n", true), Contains("did you mean 'batch_size'"));
}
