#include "calibrate/observe.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/error.h"
#include "data/batch_loader.h"
#include "data/decode_image.h"
#include "data/image_files.h"
#include "data/pick_samples.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

SilentEvents silence;

// x → FakeQuant(observe) → Relu, with x multiplied by `factor` first.
Graph observed_graph(float factor) {
  Graph graph("observed");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 28, 28}});
  const ValueId scale = graph.add_constant("factor", Tensor::from<float>({1}, {factor}));
  const ValueId product = graph.add_node(OpKind::kMul, "product", {}, {x, scale});
  const ValueId fake = graph.add_node(OpKind::kFakeQuant, "fake", FakeQuantAttrs{}, {product});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {}, {fake})});
  return graph;
}

std::vector<ImageFile> twenty_images() {
  std::vector<ImageFile> files =
      scan_image_folder(MSQUANT_SOURCE_DIR "/configs/sample/fashion/val/1_trouser");
  files.resize(20);
  return files;
}

StatsMap observe_images(const Graph& graph, int threads) {
  BatchLoaderOptions options;
  options.batch_size = 1;
  BatchLoader images(std::make_shared<ImageFiles>(twenty_images()), all_samples(20),
                     Preprocessing(), options);
  return observe(graph, images, threads, silence);
}

}  // namespace

TEST_CASE("statistics cover every element of every image, whatever the number of threads") {
  const Graph graph = observed_graph(2);
  float brightest = 0;
  for (const ImageFile& sample : twenty_images()) {
    const Tensor image = decode_image(sample.path);
    const auto pixels = image.data<uint8_t>();
    brightest = std::max(brightest, 2.0f * *std::max_element(pixels.begin(), pixels.end()));
  }
  const ValueId product = graph.node(graph.find_node("product")).outputs[0];
  const StatsMap one = observe_images(graph, 1), three = observe_images(graph, 3);
  CHECK(one.size() == 1);
  CHECK(one.at(product).count() == 20 * 3 * 28 * 28);
  CHECK(one.at(product).max() == brightest);
  CHECK(one.at(product).min() == 0);
  for (int bin = -Histogram::kLastBin; bin <= Histogram::kLastBin; ++bin) {
    if (one.at(product).histogram().count(bin) != three.at(product).histogram().count(bin)) {
      FAIL("bin " << bin);
    }
  }
}

TEST_CASE("milestones are what a calibration with the first images would have seen") {
  const Graph graph = observed_graph(1);
  const auto observe_first = [&](size_t images, int threads) {
    std::vector<ImageFile> files = twenty_images();
    files.resize(images);
    BatchLoaderOptions options;
    options.batch_size = 1;
    BatchLoader loader(std::make_shared<ImageFiles>(files),
                       all_samples(static_cast<int64_t>(images)), Preprocessing(), options);
    return observe_in_steps(graph, loader, threads, silence);
  };
  const std::vector<Milestone> milestones = observe_first(20, 3);
  REQUIRE(milestones.size() == 4);
  const std::vector<int64_t> expected{3, 5, 10, 20};  // an eighth, a quarter, half: rounded up
  for (size_t i = 0; i < milestones.size(); ++i) {
    CHECK(milestones[i].images == expected[i]);
    const TensorStats& stats = milestones[i].stats.begin()->second;
    const TensorStats alone =
        observe_first(static_cast<size_t>(expected[i]), 1).back().stats.begin()->second;
    CHECK(stats.count() == alone.count());
    CHECK(stats.max() == alone.max());
    CHECK(stats.zero_count() == alone.zero_count());
    CHECK(stats.histogram().count(100) == alone.histogram().count(100));
  }
  CHECK(observe_first(1, 2).size() == 1);
}

TEST_CASE("observers get the parameters of the estimator's range") {
  Graph graph = observed_graph(1);
  const StatsMap stats = observe_images(graph, 2);
  set_activation_params(graph, stats, {{graph.find_node("fake"), {"minmax", {}}}});
  const QuantParams params = *graph.node(graph.find_node("fake")).as<FakeQuantAttrs>().params;
  const float max = stats.begin()->second.max();
  CHECK(params.scale[0] == max / 255);
  CHECK(params.zero_point[0] == -128);
}

TEST_CASE("an activation that overflows is an error that names it") {
  const Graph graph = observed_graph(std::numeric_limits<float>::max());
  CHECK_THROWS_WITH(observe_images(graph, 1), Catch::Contains("value 'product'"));
}
