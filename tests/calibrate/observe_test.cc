#include "calibrate/observe.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "base/error.h"
#include "data/batch_loader.h"
#include "data/decode_image.h"
#include "data/image_files.h"
#include "data/pick_samples.h"
#include "support/ranks.h"

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

// Of the first `count` of twenty images, or of the part of them that a rank takes.
std::vector<Milestone> observe_steps(const Graph& graph, const Workers& workers, int64_t count,
                                     const std::string& estimator = "ifmr") {
  BatchLoaderOptions options;
  options.batch_size = 1;
  const auto files = std::make_shared<ImageFiles>(twenty_images());
  const SampleSource images(count, [&](int64_t begin, int64_t end) {
    std::vector<int64_t> picked = all_samples(end);
    picked.erase(picked.begin(), picked.begin() + begin);
    return std::make_unique<BatchLoader>(files, picked, Preprocessing(), options);
  });
  const ActivationMethods methods{{graph.find_node("fake"), {estimator, {}}}};
  const auto part = images.part(workers.comm.rank(), workers.comm.size());
  return observe_in_steps(graph, methods, *part, workers, silence);
}

// Of which the first cannot be had, and the others take their time: two seconds for all.
class SlowSamples : public SampleStream {
 public:
  std::optional<Batch> next() override {
    const int64_t index = taken_++;
    if (index == 0) throw Error(ErrorKind::kData, "image 0 is bad");
    if (index >= sample_count()) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return Batch{index, {Tensor::allocate(DType::kFloat32, {1, 3, 28, 28})}, {-1}};
  }
  int64_t sample_count() const override { return 400; }
  int64_t taken() const { return taken_; }

 private:
  std::atomic<int64_t> taken_{0};
};

StatsMap observe_images(const Graph& graph, const Workers& workers, int64_t count = 20,
                        const std::string& estimator = "ifmr") {
  return observe_steps(graph, workers, count, estimator).back().stats;
}

std::string bytes_of(const StatsMap& stats) {
  std::string bytes;
  for (const auto& [unused, observed] : stats) observed.put_into(bytes);
  return bytes;
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

TEST_CASE("several ranks observe what one does, even if there are more of them than images") {
  const Graph graph = observed_graph(2);
  for (const std::string estimator : {"ifmr", "minmax"}) {
    for (int64_t count : {20, 2}) {
      const std::string alone = bytes_of(observe_images(graph, 1, count, estimator));
      std::vector<std::string> seen(3);
      run_ranks(3, [&](Comm& comm) {
        seen[static_cast<size_t>(comm.rank())] =
            bytes_of(observe_images(graph, {1, comm}, count, estimator));
      });
      CHECK(seen == std::vector<std::string>(3, alone));
    }
  }
}

TEST_CASE("milestones are what a calibration with the first images would have seen") {
  const Graph graph = observed_graph(1);
  const std::vector<Milestone> milestones = observe_steps(graph, 3, 20);
  REQUIRE(milestones.size() == 4);
  const std::vector<int64_t> expected{3, 5, 10, 20};  // an eighth, a quarter, half: rounded up
  for (size_t i = 0; i < milestones.size(); ++i) {
    CHECK(milestones[i].images == expected[i]);
    CHECK(bytes_of(milestones[i].stats) == bytes_of(observe_images(graph, 1, expected[i])));
  }
  CHECK(observe_steps(graph, 2, 1).size() == 1);
}

TEST_CASE("several ranks pass the same milestones as one") {
  const Graph graph = observed_graph(1);
  const std::vector<Milestone> alone = observe_steps(graph, 1, 20);
  std::vector<std::vector<Milestone>> seen(3);
  run_ranks(3, [&](Comm& comm) {
    seen[static_cast<size_t>(comm.rank())] = observe_steps(graph, {2, comm}, 20);
  });
  for (const std::vector<Milestone>& milestones : seen) {
    REQUIRE(milestones.size() == alone.size());
    for (size_t i = 0; i < alone.size(); ++i) {
      CHECK(milestones[i].images == alone[i].images);
      CHECK(bytes_of(milestones[i].stats) == bytes_of(alone[i].stats));
    }
  }
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

TEST_CASE("a histogram is counted only for estimators that look at it") {
  const Graph graph = observed_graph(1);
  const TensorStats range = observe_images(graph, 2, 20, "minmax").begin()->second;
  const TensorStats all = observe_images(graph, 2, 20, "entropy").begin()->second;
  CHECK_FALSE(range.has_histogram());
  CHECK(all.has_histogram());
  CHECK(range.max() == all.max());
  CHECK(range.count() == all.count());
}

TEST_CASE("the other streams end at their next image when one fails") {
  SlowSamples samples;
  CHECK_THROWS_WITH(observe_in_steps(observed_graph(1), {}, samples, 3, silence),
                    Catch::Contains("image 0 is bad"));
  CHECK(samples.taken() < samples.sample_count() / 4);
}

TEST_CASE("an activation that overflows is an error that names it") {
  const Graph graph = observed_graph(std::numeric_limits<float>::max());
  CHECK_THROWS_WITH(observe_images(graph, 1), Catch::Contains("value 'product'"));
}
