#include "pipeline/samples.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

const fs::path kSample = MSQUANT_SOURCE_DIR "/configs/sample";
const std::string kCalibration = kSample / "fashion/calib";

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

std::unique_ptr<SampleStream> images_of(const TempDir& dir) {
  return calibration_samples({dir.path().string()}, sample_settings(), graph_for({1, 3, 32, 32}),
                             {}, 1)();
}

}  // namespace

TEST_CASE("calib and val are found below data_path, and flags win") {
  const Settings settings = sample_settings();
  CHECK(fs::equivalent(calibration_data({}, settings).at(0), kSample / "fashion/calib"));
  CHECK(fs::equivalent(validation_data({}, settings).at(0), kSample / "fashion/val"));
  CHECK(calibration_data({"elsewhere"}, settings) == DataArguments{"elsewhere"});
  CHECK_THROWS_WITH(calibration_data({}, Settings()), Catch::Contains("--data"));
  CHECK(validation_data({}, Settings()).empty());
}

TEST_CASE("as many images are picked as the batches hold") {
  Settings settings = sample_settings();
  settings.set("calibration_batches", "2", "test");
  settings.set("batch_size", "7", "test");
  const SampleSource images =
      calibration_samples({kCalibration}, settings, graph_for({1, 3, 32, 32}), {}, 1);
  CHECK(images()->sample_count() == 14);
}

TEST_CASE("images of another size than the model's input are a config error that says both") {
  CHECK_THROWS_WITH(
      calibration_samples({kCalibration}, sample_settings(), graph_for({1, 3, 224, 224}), {}, 1),
      Catch::Contains("[1, 3, 224, 224]") && Catch::Contains("3 x 32 x 32"));
}

TEST_CASE("bad images are an error above the limit, and when no image is good") {
  TempDir dir;
  write_file(dir / "bad.png", "no image");
  const auto all_bad = images_of(dir);
  CHECK_FALSE(all_bad->next().has_value());
  CHECK_THROWS_WITH(report_bad_samples(*all_bad, -1), Catch::Contains("1 of 1"));

  fs::copy_file(fs::directory_iterator(kSample / "fashion/val/1_trouser")->path(), dir / "ok.png");
  const auto one_bad = images_of(dir);
  while (one_bad->next()) {
  }
  report_bad_samples(*one_bad, -1);
  report_bad_samples(*one_bad, 1);
  CHECK_THROWS_AS(report_bad_samples(*one_bad, 0), Error);
}

TEST_CASE("samples can be taken from the front, bad ones left out") {
  TempDir dir;
  write_file(dir / "a_bad.png", "no image");
  int64_t copied = 0;
  for (const auto& image : fs::directory_iterator(kSample / "fashion/val/1_trouser")) {
    if (copied == 3) break;
    fs::copy_file(image.path(), dir / std::to_string(copied++).append(".png"));
  }
  const auto images = images_of(dir);
  const std::vector<ModelInputs> taken = take_samples(*images, 2);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].at(0).shape() == Shape{1, 3, 32, 32});
  CHECK(take_samples(*images, 5).size() == 1);
}

TEST_CASE("a source hands out the same samples each time") {
  const SampleSource images =
      calibration_samples({kCalibration}, sample_settings(), graph_for({1, 3, 32, 32}), 7, 2);
  const auto once = images(), again = images();
  for (int i = 0; i < 3; ++i) {
    const auto first = once->next(), second = again->next();
    const auto x = first->inputs[0].data<float>(), y = second->inputs[0].data<float>();
    CHECK(std::equal(x.begin(), x.end(), y.begin(), y.end()));
  }
}

TEST_CASE("validation images of more classes than the model tells apart are a data error") {
  Graph graph("three classes");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 32, 32}});
  graph.set_outputs({graph.add_node(OpKind::kReduceMean, "mean", ReduceAttrs{{2, 3}, false}, {x})});
  const std::string validation = kSample / "fashion/val";
  CHECK_THROWS_WITH(validation_samples({validation}, sample_settings(), graph, 1),
                    Catch::Contains("3 classes"));
  CHECK_THROWS_WITH(validation_samples({kSample / "none"}, sample_settings(), graph, 1),
                    Catch::Contains("none"));
}

TEST_CASE("the usual divisions of a data set are found below data_path") {
  const auto [training, test] =
      GENERATE(table<std::string, std::string>({{"calib", "val"},
                                                {"train", "val"},
                                                {"train", "test"},
                                                {"cifar-10-batches-bin", "cifar-10-verify-bin"}}));
  TempDir dir;
  fs::create_directory(dir / training);
  fs::create_directory(dir / test);
  Settings settings;
  settings.set("data_path", dir.path().string(), "test");
  CHECK(calibration_data({}, settings) == DataArguments{(dir / training).string()});
  CHECK(validation_data({}, settings) == DataArguments{(dir / test).string()});
}

TEST_CASE("one class called train does not divide a data set") {
  TempDir dir;
  for (const char* name : {"bus", "train"}) fs::create_directory(dir / name);
  Settings settings;
  settings.set("data_path", dir.path().string(), "test");
  CHECK(calibration_data({}, settings) == DataArguments{dir.path().string()});
  CHECK(validation_data({}, settings).empty());
}

TEST_CASE("data_path itself validates where it holds the test part of CIFAR") {
  TempDir dir;
  write_file(dir / "data_batch_1.bin", "");
  Settings settings;
  settings.set("data_path", dir.path().string(), "test");
  CHECK(validation_data({}, settings).empty());
  write_file(dir / "test_batch.bin", "");
  CHECK(validation_data({}, settings) == DataArguments{dir.path().string()});
}

TEST_CASE("a model of one channel gets grey images, and takes one mean and std") {
  Settings settings = sample_settings();
  const Graph graph = graph_for({1, 1, 32, 32});
  CHECK_THROWS_WITH(calibration_samples({kCalibration}, settings, graph, {}, 1),
                    Catch::Contains("'mean'"));
  settings.set("mean", "[0.1307]", "test");
  settings.set("std", "[0.3081]", "test");
  const auto samples = calibration_samples({kCalibration}, settings, graph, {}, 1)();
  CHECK(samples->next()->inputs[0].shape() == Shape{1, 1, 32, 32});
}

TEST_CASE("tensors are not preprocessed, and take the place of every input") {
  TempDir dir;
  write_npy(dir / "x.npy", Tensor::from<float>({3, 2}, {1, 2, 3, 4, 5, 6}));
  write_npy(dir / "y.npy", Tensor::from<float>({3, 1}, {7, 8, 9}));
  Graph graph("two");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {4, 2}});
  const ValueId y = graph.add_input("y", {DType::kFloat32, {4, 1}});
  graph.set_outputs({graph.add_node(OpKind::kMul, "product", {}, {x, y})});
  const std::string x_data = "x=" + (dir / "x.npy").string();
  const std::string y_data = "y=" + (dir / "y.npy").string();
  const auto samples = validation_samples({y_data, x_data}, Settings(), graph, 1)();
  CHECK(samples->sample_count() == 3);
  const auto batch = samples->next();
  CHECK(batch->inputs[0].shape() == Shape{1, 2});
  CHECK(batch->inputs[0].data<float>()[1] == 2);
  CHECK(batch->inputs[1].data<float>()[0] == 7);
  const auto check = [&](const DataArguments& data, const std::string& expected) {
    CHECK_THROWS_WITH(validation_samples(data, Settings(), graph, 1), Catch::Contains(expected));
  };
  check({x_data}, "input 'y' is not given");
  check({(dir / "x.npy").string()}, "one of: x, y");
  check({x_data, "z=" + (dir / "y.npy").string()}, "no tensor 'z'");
  check({kCalibration}, "does not take images");
}
