#include "data/preview.h"

#include <catch2/catch.hpp>

#include "base/files.h"
#include "data/decode_image.h"
#include "support/temp_dir.h"

using namespace msquant;

namespace {

std::vector<uint8_t> pixels_of(const Tensor& tensor) {
  const auto pixels = tensor.data<uint8_t>();
  return {pixels.begin(), pixels.end()};
}

// 2 x 2, every pixel another one.
Tensor image() {
  return Tensor::from<uint8_t>({2, 2, 3}, {0, 50, 100, 255, 200, 150, 7, 8, 9, 90, 80, 70});
}

}  // namespace

TEST_CASE("a preview undoes what preprocessing did to the values") {
  Preprocessing steps;
  steps.rescale = 1.0f / 255;
  steps.mean = {0.485f, 0.456f, 0.406f};
  steps.std = {0.229f, 0.224f, 0.225f};
  steps.color = GENERATE(Color::kRgb, Color::kBgr);
  const Tensor input = preprocess(image(), steps).reshaped({1, 3, 2, 2});
  CHECK(pixels_of(restored_pixels(input, steps)) == pixels_of(image()));
}

TEST_CASE("values that cannot be undone are stretched") {
  const Tensor input = Tensor::from<float>({1, 1, 1, 3}, {-1, 0, 1});
  CHECK(pixels_of(stretched_pixels(input)) == std::vector<uint8_t>{0, 128, 255});
  const Tensor flat = Tensor::from<float>({1, 1, 1, 2}, {5, 5});
  CHECK(pixels_of(stretched_pixels(flat)) == std::vector<uint8_t>{0, 0});
}

TEST_CASE("a preview is a PNG file of exactly these pixels") {
  const TempDir dir;
  write_file(dir / "a.png", to_png(image()));
  CHECK(pixels_of(decode_image(dir / "a.png")) == pixels_of(image()));
  write_file(dir / "grey.png", to_png(Tensor::from<uint8_t>({1, 2, 1}, {3, 250})));
  CHECK(pixels_of(decode_image(dir / "grey.png")) == std::vector<uint8_t>{3, 3, 3, 250, 250, 250});
}
