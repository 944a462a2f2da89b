#include "pipeline/settings.h"

#include <catch2/catch.hpp>
#include <sstream>

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

// The keys of official/cv/ResNet/config/resnet50_cifar10_config.yaml.
TEST_CASE("every key of the zoo's ResNet-50 file is known") {
  const char* keys =
      "enable_modelarts data_url train_url checkpoint_url run_distribute enable_profiling "
      "data_path "
      "output_dir load_path device_target checkpoint_path checkpoint_file_path optimizer "
      "infer_label class_num batch_size loss_scale momentum weight_decay epoch_size start_epoch "
      "resume_ckpt save_checkpoint save_checkpoint_epochs keep_checkpoint_max warmup_epochs "
      "lr_decay_mode lr_init lr_end lr_max lars_epsilon lars_coefficient net_name dataset "
      "device_num pre_trained run_eval eval_dataset_path parameter_server filter_weight "
      "save_best_ckpt eval_start_epoch eval_interval enable_cache cache_session_id mode_name "
      "boost_mode conv_init dense_init all_reduce_fusion_config train_image_size eval_image_size "
      "device_id width height file_name file_format ckpt_file network_dataset save_graphs "
      "save_graphs_path has_trained_epoch has_trained_step result_path label_path img_path "
      "enable_predict_lite_backend enable_predict_lite_mindir mindir_path";
  std::istringstream words(keys);
  std::string yaml;
  for (std::string key; words >> key;) yaml += key + ": 1\n";
  TempDir dir;
  CHECK_NOTHROW(from_yaml(dir, yaml, true));
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
  CHECK_THROWS_WITH(from_yaml(dir, "[a, b]: 1\n"), Contains("job.yaml:1: a key is not a text"));
  CHECK_THROWS_WITH(from_yaml(dir, "batch_sise: 1\n", true), Contains("did you mean 'batch_size'"));
}

TEST_CASE("a flag that is no YAML is a config error that names the flag") {
  Settings settings;
  settings.set("corrections", "[bias", "--corrections");
  CHECK_THROWS_WITH(settings.names("corrections"),
                    Contains("--corrections: expected a list of names, got [bias"));
  settings.set("resize", "{", "--resize");
  CHECK_THROWS_WITH(settings.integers("resize", 1, 2), Contains("--resize") && Contains("got {"));
}
