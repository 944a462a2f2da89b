#include "data/preprocess.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.h"
#include "checksum.h"
#include "support/shared.h"
#include "tensor/npy.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// Preprocessing of the model zoo for ImageNet.
Preprocessing imagenet() {
  Preprocessing steps;
  steps.resize = {256};
  steps.center_crop = {224, 224};
  steps.mean = {static_cast<float>(0.485 * 255), static_cast<float>(0.456 * 255),
                static_cast<float>(0.406 * 255)};
  steps.std = {static_cast<float>(0.229 * 255), static_cast<float>(0.224 * 255),
               static_cast<float>(0.225 * 255)};
  return steps;
}

Preprocessing lenet5() {
  Preprocessing steps;
  steps.resize = {32, 32};
  steps.rescale = static_cast<float>(0.00392156862745098);
  steps.mean = {0.4914f, 0.4822f, 0.4465f};
  steps.std = {0.2023f, 0.1994f, 0.201f};
  return steps;
}

Preprocessing mobilenet_v2() {
  Preprocessing steps;
  steps.resize = {72, 72};
  steps.center_crop = {64, 64};
  steps.mean = {123.675f, 116.28f, 103.53f};
  steps.std = {58.395f, 57.12f, 57.375f};
  return steps;
}

template <class T>
double max_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  double most = 0;
  for (int64_t i = 0; i < a.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(a.data<T>()[i]) - b.data<T>()[i]));
  }
  return most;
}

// Pixel (y, x) is (y + 1, x + 1, 0), so that black shows where there is no image.
Tensor coordinates(int64_t height, int64_t width) {
  Tensor image = Tensor::allocate(DType::kUInt8, {height, width, 3});
  for (int64_t i = 0; i < height * width; ++i) {
    image.mutable_data<uint8_t>()[3 * i] = static_cast<uint8_t>(i / width + 1);
    image.mutable_data<uint8_t>()[3 * i + 1] = static_cast<uint8_t>(i % width + 1);
  }
  return image;
}

// The rows (channel 0) or columns (channel 1) of coordinates() seen along that side.
std::vector<int> seen(const Tensor& image, int64_t channel) {
  const int64_t height = image.shape()[0], width = image.shape()[1];
  std::vector<int> most(static_cast<size_t>(channel == 0 ? height : width), 0);
  for (int64_t i = 0; i < height * width; ++i) {
    int& at = most[static_cast<size_t>(channel == 0 ? i / width : i % width)];
    at = std::max(at, int{image.data<uint8_t>()[3 * i + channel]});
  }
  return most;
}

}  // namespace

TEST_CASE("photographs are resized, cropped and normalized exactly as by MindSpore") {
  const std::string photo = GENERATE(as<std::string>(), "astronaut.png", "camera.png",
                                     "chelsea.png", "china.jpg", "flower.jpg", "rocket.jpg");
  const fs::path path = shared_file("data/images_ref/photos/" + photo);
  MSQUANT_SKIP_WITHOUT(path);
  const auto reference = [&](const std::string& suffix) {
    return read_npy(shared_file("data/images_ref/ref/" + fs::path(photo).stem().string() + suffix));
  };
  const Tensor image = decode_image(path);
  CHECK(max_difference<uint8_t>(resize_and_crop(image, imagenet()), reference(".u8.npy")) == 0);
  Preprocessing to_64;
  to_64.resize = {64, 64};
  CHECK(max_difference<uint8_t>(resize_and_crop(image, to_64), reference("_s64.u8.npy")) == 0);
  CHECK(max_difference<float>(preprocess(image, imagenet()), reference(".npy")) == 0);
}

TEST_CASE("the networks' inputs that MindSpore prepared are met exactly") {
  const std::string model = GENERATE(as<std::string>(), "lenet5", "mobilenet_v2");
  const Preprocessing steps = model == "lenet5" ? lenet5() : mobilenet_v2();
  const fs::path path = shared_file("models/" + model + "/input.npy");
  MSQUANT_SKIP_WITHOUT(path);
  const Tensor input = read_npy(path);
  const std::vector<std::string> files = {"0_tshirt_top/00263.png", "1_trouser/04050.png",
                                          "2_pullover/08224.png", "4_coat/02901.png"};
  for (size_t i = 0; i < files.size(); ++i) {
    const Tensor ours =
        preprocess(decode_image(shared_file("data/fashion/val/" + files[i])), steps);
    const auto theirs =
        input.data<float>().subspan(static_cast<int64_t>(i) * ours.size(), ours.size());
    CHECK(std::equal(theirs.begin(), theirs.end(), ours.data<float>().begin()));
  }
}

TEST_CASE("every interpolation resizes as MindSpore's Resize") {
  struct Case {
    std::string photo;
    std::vector<int64_t> resize;
    Shape shape;
    std::array<int64_t, 4> sums;  // of MindSpore's NEAREST, LINEAR, CUBIC and AREA
  };
  const std::vector<Case> cases = {
      {"china.jpg", {96, 64}, {96, 64, 3}, {18839151895, 18664377226, 18716690420, 18574328460}},
      {"china.jpg", {64}, {64, 95, 3}, {18464760023, 18170992061, 18187251187, 18197005383}},
      {"china.jpg",
       {213, 320},
       {213, 320, 3},
       {880576770083, 878148498851, 879077312626, 878906687627}},
      {"china.jpg",
       {500},
       {500, 749, 3},
       {5219467241275, 5207961561640, 5212196594953, 5208553869674}},
      {"chelsea.png", {96, 64}, {96, 64, 3}, {20170686925, 20250659796, 20273325666, 20263180869}},
      {"chelsea.png", {64}, {64, 96, 3}, {20172508755, 20243006994, 20262880585, 20263687825}},
      {"chelsea.png",
       {150, 225},
       {150, 225, 3},
       {317382120472, 317913542455, 318192430974, 317985674625}},
      {"chelsea.png",
       {500},
       {500, 751, 3},
       {4224501096692, 4221797586726, 4226357534533, 4223737641114}},
  };
  for (const Case& c : cases) {
    const fs::path path = shared_file("data/images_ref/photos/" + c.photo);
    MSQUANT_SKIP_WITHOUT(path);
    const Tensor image = decode_image(path);
    for (int interpolation = 0; interpolation < 4; ++interpolation) {
      INFO(c.photo << " " << to_string(c.resize) << " " << interpolation);
      Preprocessing steps;
      steps.resize = c.resize;
      steps.interpolation = static_cast<Interpolation>(interpolation);
      const Tensor resized = resize_and_crop(image, steps);
      CHECK(resized.shape() == c.shape);
      CHECK(checksum(resized) == c.sums[static_cast<size_t>(interpolation)]);
    }
  }
}

TEST_CASE("the longer side is rounded as by MindSpore") {
  struct Case {
    int64_t height, width, shorter;
    Shape resized;
  };
  const std::vector<Case> cases = {
      {300, 451, 256, {256, 384, 3}},  // 384.85
      {451, 300, 256, {384, 256, 3}},
      {20, 21, 100, {100, 104, 3}},   // 105, but 1.05f is less than 1.05
      {5, 188, 100, {100, 3759, 3}},  // 3760
      {2, 300, 64, {64, 9600, 3}},
      {10, 10, 10, {10, 10, 3}},
  };
  for (const Case& c : cases) {
    Preprocessing steps;
    steps.resize = {c.shorter};
    CHECK(resize_and_crop(coordinates(c.height, c.width), steps).shape() == c.resized);
  }
}

TEST_CASE("the centre is cut, and small images get a border, where MindSpore puts them") {
  struct Case {
    Shape image;
    std::vector<int64_t> crop;
    std::vector<int> rows, columns;
  };
  const std::vector<Case> cases = {
      {{5, 5}, {4, 4}, {1, 2, 3, 4}, {1, 2, 3, 4}},
      {{6, 6}, {3, 3}, {2, 3, 4}, {2, 3, 4}},
      {{8, 5}, {3, 8}, {3, 4, 5}, {0, 0, 1, 2, 3, 4, 5, 0}},
      {{5, 8}, {8, 3}, {0, 0, 1, 2, 3, 4, 5, 0}, {3, 4, 5}},
      {{6, 6}, {7, 8}, {0, 1, 2, 3, 4, 5, 6}, {0, 1, 2, 3, 4, 5, 6, 0}},
      {{11, 4}, {9, 9}, {2, 3, 4, 5, 6, 7, 8, 9, 10}, {0, 0, 0, 1, 2, 3, 4, 0, 0}},
  };
  for (const Case& c : cases) {
    Preprocessing steps;
    steps.center_crop = c.crop;
    const Tensor cropped = resize_and_crop(coordinates(c.image[0], c.image[1]), steps);
    CHECK(seen(cropped, 0) == c.rows);
    CHECK(seen(cropped, 1) == c.columns);
  }
}

TEST_CASE("channels become planes, and BGR swaps them before the mean is taken") {
  const Tensor image = Tensor::from<uint8_t>({1, 2, 3}, {10, 20, 30, 40, 50, 60});
  Preprocessing steps;
  steps.mean = {1, 2, 3};
  steps.std = {1, 2, 4};
  const auto elements = [&] {
    const Tensor result = preprocess(image, steps);
    CHECK(result.shape() == Shape{3, 1, 2});
    return std::vector<float>(result.data<float>().begin(), result.data<float>().end());
  };
  CHECK(elements() == std::vector<float>{9, 39, 9, 24, 6.75f, 14.25f});
  steps.color = Color::kBgr;
  CHECK(elements() == std::vector<float>{29, 59, 9, 24, 1.75f, 9.25f});
}

// Luma of ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, rounded.
TEST_CASE("grey is the luma of a pixel, and takes the first mean and std") {
  const Tensor image =
      Tensor::from<uint8_t>({1, 4, 3}, {255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90});
  Preprocessing steps;
  steps.color = Color::kGrey;
  steps.mean = {10, 99, 99};
  steps.std = {2, 99, 99};
  const Tensor result = preprocess(image, steps);
  CHECK(result.shape() == Shape{1, 1, 4});
  CHECK(std::vector<float>(result.data<float>().begin(), result.data<float>().end()) ==
        std::vector<float>{33, 70, 9.5f, 40});
}

TEST_CASE("preprocessing in place gives the same elements") {
  Preprocessing steps = lenet5();
  const Tensor image = coordinates(28, 28);
  const Tensor apart = preprocess(image, steps);
  std::vector<float> batch(static_cast<size_t>(2 * apart.size()), -1);
  preprocess_into(image, steps, {batch.data() + apart.size(), apart.size()});
  CHECK(batch[static_cast<size_t>(apart.size()) - 1] == -1);
  CHECK(std::equal(apart.data<float>().begin(), apart.data<float>().end(),
                   batch.begin() + apart.size()));
}

TEST_CASE("steps that no image could go through are configuration errors") {
  const auto check = [](const Preprocessing& steps, const std::string& step) {
    try {
      check_preprocessing(steps);
      FAIL_CHECK("accepted: " << step);
    } catch (const Error& e) {
      CHECK(e.kind() == ErrorKind::kConfig);
      CHECK(e.where() == step);
    }
  };
  check_preprocessing(imagenet());
  Preprocessing steps;
  check((steps = {}, steps.resize = {1, 2, 3}, steps), "resize");
  check((steps = {}, steps.resize = {0}, steps), "resize");
  check((steps = {}, steps.resize = {1 << 20, 1 << 20}, steps), "resize");
  check((steps = {}, steps.center_crop = {224}, steps), "center_crop");
  check((steps = {}, steps.rescale = 0, steps), "rescale");
  check((steps = {}, steps.mean[1] = NAN, steps), "mean");
  check((steps = {}, steps.std[2] = 0, steps), "std");
}

TEST_CASE("an image that would grow beyond measure is refused") {
  Preprocessing steps;
  steps.resize = {100'000};
  CHECK_THROWS_WITH(resize_and_crop(coordinates(2, 300), steps), Catch::Contains("too large"));
}
