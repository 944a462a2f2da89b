#include "calibrate/rollback.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "data/batch_loader.h"
#include "data/decode_image.h"
#include "data/image_files.h"
#include "data/pick_samples.h"
#include "graph/verify.h"
#include "passes/support/layers.h"

using namespace msquant;

namespace {

SilentEvents silence;

constexpr int64_t kPixels = 28 * 28, kPixel = 13 * 28 + 13;  // red, in the middle

// x → conv "a" (red and green), conv "b" (blue), dense "fc" (one red pixel), times the factors.
Graph three_layers(float a, float b, float fc) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 28, 28}});
  const ValueId y = add_conv(graph, "a", x, 2, {a, 0, 0, 0, 1, 0});
  const ValueId z = add_conv(graph, "b", x, 1, {0, 0, b});
  const ValueId flat = graph.add_node(OpKind::kFlatten, "flatten", AxisAttrs{1}, {x});
  std::vector<float> weight(3 * kPixels);
  weight[kPixel] = fc;
  graph.set_outputs({y, z, add_dense(graph, "fc", flat, 1, weight)});
  verify(graph);
  return graph;
}

std::vector<ImageFile> images() {
  std::vector<ImageFile> files =
      scan_image_folder(MSQUANT_SOURCE_DIR "/configs/sample/fashion/val/1_trouser");
  files.resize(5);
  return files;
}

// Over all images; these are grey, so the colours are equal.
struct Means {
  double all = 0, pixel = 0;  // of the squares
};

Means mean_squares() {
  Means means;
  for (const ImageFile& file : images()) {
    const Tensor image = decode_image(file.path);  // [28, 28, 3]
    for (int64_t i = 0; i < kPixels; ++i) {
      const double red = image.data<uint8_t>()[3 * i];
      means.all += red * red / kPixels / 5;
      if (i == kPixel) means.pixel += red * red / 5;
    }
  }
  return means;
}

std::vector<RankedLayer> rank(const Graph& reference, const Graph& simulated, int threads) {
  BatchLoader loader(std::make_shared<ImageFiles>(images()), all_samples(5), Preprocessing(),
                     {1, 1});
  return rank_layers(reference, simulated, {"a", "b", "fc"}, loader, threads, silence);
}

}  // namespace

TEST_CASE("layers are ranked by the difference of their outputs' Gram matrices") {
  const Graph reference = three_layers(1, 1, 1), simulated = three_layers(1.5f, 3, 1.25f);
  const std::vector<RankedLayer> errors = rank(reference, simulated, 1);
  const Means means = mean_squares();
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].layer == "b");
  CHECK(errors[0].error == Approx(std::pow(8 * means.all, 2)));
  // Red times red, red times green twice, green times green.
  const auto a = std::find_if(errors.begin(), errors.end(), [](auto& e) { return e.layer == "a"; });
  CHECK(a->error ==
        Approx((std::pow(1.25, 2) + 2 * std::pow(0.5, 2)) / 4 * std::pow(means.all, 2)));
  const auto fc =
      std::find_if(errors.begin(), errors.end(), [](auto& e) { return e.layer == "fc"; });
  CHECK(fc->error == Approx(std::pow(0.5625 * means.pixel, 2)));
}

TEST_CASE("the ranking does not depend on the number of threads") {
  const Graph reference = three_layers(1, 1, 1), simulated = three_layers(1.01f, 0.99f, 1.02f);
  const auto one = rank(reference, simulated, 1), three = rank(reference, simulated, 3);
  for (size_t i = 0; i < one.size(); ++i) {
    CHECK(one[i].layer == three[i].layer);
    CHECK(one[i].error == three[i].error);
  }
}
