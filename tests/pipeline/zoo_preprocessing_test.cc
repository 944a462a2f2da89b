#include "pipeline/zoo_preprocessing.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

namespace {

// What is derived for a network on a dataset, with the settings given as {key, text}.
Settings derived(const std::string& network, const std::string& dataset,
                 const std::vector<std::pair<std::string, std::string>>& given = {}) {
  Settings settings;
  settings.set("dataset", dataset, "test");
  for (const auto& [key, text] : given) settings.set(key, text, "test");
  derive_preprocessing(settings, network);
  return settings;
}

}  // namespace

// Expected values: the evaluation pipelines of src/dataset.py in the official models.
TEST_CASE("ResNet on CIFAR-10 resizes to the training size and does not crop") {
  const Settings settings = derived("resnet50", "cifar10");
  const Preprocessing steps = preprocessing_of(settings);
  CHECK(steps.resize == std::vector<int64_t>{224, 224});
  CHECK(steps.center_crop.empty());
  CHECK(steps.rescale == Approx(1.0f / 255));
  CHECK(steps.mean[0] == Approx(0.4914));
  CHECK(steps.std[2] == Approx(0.2010));
  CHECK(image_size(settings) == std::array<int64_t, 2>{224, 224});
}

TEST_CASE("ResNet on ImageNet resizes the shorter side and crops the evaluation size") {
  const Settings settings = derived("resnet18", "imagenet2012");
  const Preprocessing steps = preprocessing_of(settings);
  CHECK(steps.resize == std::vector<int64_t>{256});
  CHECK(steps.center_crop == std::vector<int64_t>{224, 224});
  CHECK(steps.rescale == 1);
  CHECK(steps.mean[1] == Approx(0.456 * 255));
  CHECK(steps.std[1] == Approx(0.224 * 255));
}

TEST_CASE("ResNet-101, SE-ResNet-50 and VGG-16 have pipelines of their own") {
  CHECK(preprocessing_of(derived("resnet101", "imagenet2012")).std[0] == Approx(0.275 * 255));
  const Preprocessing se =
      preprocessing_of(derived("se_resnet50", "imagenet2012", {{"eval_image_size", "256"}}));
  CHECK(se.resize == std::vector<int64_t>{292});
  CHECK(se.center_crop == std::vector<int64_t>{256, 256});
  CHECK(se.mean[2] == Approx(103.94));
  CHECK(preprocessing_of(derived("vgg16", "cifar10")).mean[0] == Approx(0.4465));
}

TEST_CASE("what the user gives is kept") {
  const Preprocessing steps =
      preprocessing_of(derived("resnet50", "cifar10", {{"resize", "[32, 32]"}}));
  CHECK(steps.resize == std::vector<int64_t>{32, 32});
  CHECK(steps.rescale == Approx(1.0f / 255));
}

TEST_CASE("an unknown dataset derives nothing, and missing numbers are an error with a remedy") {
  const Settings settings = derived("resnet50", "flowers");
  CHECK_THROWS_WITH(preprocessing_of(settings), Catch::Contains("set resize, rescale, mean"));
  CHECK_THROWS_AS(image_size(settings), Error);
}

TEST_CASE("names that are not in the lists are config errors") {
  const auto with = [](const std::string& key, const std::string& text) {
    return derived("resnet50", "cifar10", {{key, text}});
  };
  CHECK_THROWS_WITH(preprocessing_of(with("interpolation", "cubic")),
                    Catch::Contains("bilinear, bicubic"));
  CHECK_THROWS_WITH(preprocessing_of(with("color", "bgra")), Catch::Contains("rgb or bgr"));
  CHECK_THROWS_WITH(preprocessing_of(with("std", "[1, 0, 1]")), Catch::Contains("positive"));
}
