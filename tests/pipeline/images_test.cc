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
  const auto images =
      calibration_images(kSample / "fashion/calib", settings, graph_for({1, 3, 32, 32}), {}, 1);
  CHECK(images->sample_count() == 14);
}

TEST_CASE("images of another size than the model's input are a config error that says both") {
  CHECK_THROWS_WITH(calibration_images(kSample / "fashion/calib", sample_settings(),
                                       graph_for({1, 3, 224, 224}), {}, 1),
                    Catch::Contains("[1, 3, 224, 224]") && Catch::Contains("3 x 32 x 32"));
}

TEST_CASE("bad images are an error above the limit, and when no image is good") {
  TempDir dir;
  write_file(dir / "bad.png", "no image");
  const auto all_bad =
      calibration_images(dir.path(), sample_settings(), graph_for({1, 3, 32, 32}), {}, 1);
  CHECK_FALSE(all_bad->next().has_value());
  CHECK_THROWS_WITH(report_bad_images(*all_bad, -1), Catch::Contains("1 of 1"));

  fs::copy_file(fs::directory_iterator(kSample / "fashion/val/1_trouser")->path(), dir / "ok.png");
  const auto one_bad =
      calibration_images(dir.path(), sample_settings(), graph_for({1, 3, 32, 32}), {}, 1);
  while (one_bad->next()) {
  }
  report_bad_images(*one_bad, -1);
  report_bad_images(*one_bad, 1);
  CHECK_THROWS_AS(report_bad_images(*one_bad, 0), Error);
}
