#include "pipeline/images.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

const fs::path kSample = MSQUANT_SOURCE_DIR "/configs/sample";

Graph graph_for(const Shape& shape) {
  Graph graph("test");
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {},
                                    {graph.add_input("x", {DType::kFloat32, shape})})});
  return graph;
}

Settings sample_settings() {
  Settings settings;
  settings.add_yaml(kSample / "lenet5.yaml", true);
  return settings;
}

std::unique_ptr<BatchLoader> images_of(const TempDir& dir) {
  const Settings settings = sample_settings();
  return load_images(calibration_samples(dir.path(), settings, {}), settings,
                     graph_for({1, 3, 32, 32}), 1);
}

}  // namespace

TEST_CASE("calib and val are found below data_path, and flags win") {
  const Settings settings = sample_settings();
  CHECK(fs::equivalent(calibration_folder({}, settings), kSample / "fashion/calib"));
  CHECK(fs::equivalent(*validation_folder({}, settings), kSample / "fashion/val"));
  CHECK(calibration_folder("elsewhere", settings) == "elsewhere");
  CHECK_THROWS_WITH(calibration_folder({}, Settings()), Catch::Contains("--data"));
  CHECK_FALSE(validation_folder({}, Settings()).has_value());
}

TEST_CASE("as many images are picked as the batches hold") {
  Settings settings = sample_settings();
  settings.set("calibration_batches", "2", "test");
  settings.set("batch_size", "7", "test");
  CHECK(calibration_samples(kSample / "fashion/calib", settings, {}).size() == 14);
}

TEST_CASE("images of another size than the model's input are a config error that says both") {
  CHECK_THROWS_WITH(load_images({}, sample_settings(), graph_for({1, 3, 224, 224}), 1),
                    Catch::Contains("[1, 3, 224, 224]") && Catch::Contains("3 x 32 x 32"));
}

TEST_CASE("bad images are an error above the limit, and when no image is good") {
  TempDir dir;
  write_file(dir / "bad.png", "no image");
  const auto all_bad = images_of(dir);
  CHECK_FALSE(all_bad->next().has_value());
  CHECK_THROWS_WITH(report_bad_images(*all_bad, -1), Catch::Contains("1 of 1"));

  fs::copy_file(fs::directory_iterator(kSample / "fashion/val/1_trouser")->path(), dir / "ok.png");
  const auto one_bad = images_of(dir);
  while (one_bad->next()) {
  }
  report_bad_images(*one_bad, -1);
  report_bad_images(*one_bad, 1);
  CHECK_THROWS_AS(report_bad_images(*one_bad, 0), Error);
}

TEST_CASE("images can be taken from the front, bad ones left out") {
  TempDir dir;
  write_file(dir / "a_bad.png", "no image");
  int64_t copied = 0;
  for (const auto& image : fs::directory_iterator(kSample / "fashion/val/1_trouser")) {
    if (copied == 3) break;
    fs::copy_file(image.path(), dir / std::to_string(copied++).append(".png"));
  }
  const auto images = images_of(dir);
  const std::vector<Tensor> taken = take_images(*images, 2);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].shape() == Shape{1, 3, 32, 32});
  CHECK(take_images(*images, 5).size() == 1);
}

TEST_CASE("validation images of more classes than the model tells apart are a data error") {
  Graph graph("two classes");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {}, {x})});
  CHECK_THROWS_WITH(validation_samples(kSample / "fashion/val", graph),
                    Catch::Contains("2 classes"));
  CHECK_THROWS_WITH(validation_samples(kSample / "none", graph), Catch::Contains("none"));
}
