// Whatever can be read can be calibrated: every estimator, weight method and correction on the
// blocks of the architectures that are common.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <memory>

#include "calibrate/correction.h"
#include "engine/executor.h"
#include "evaluate/deviation.h"
#include "passes/generate_config.h"
#include "passes/prepare.h"
#include "pipeline/calibrate.h"
#include "quant/estimators.h"
#include "quant/weight_methods.h"
#include "support/blocks.h"
#include "support/models.h"

using namespace msquant;

namespace {

constexpr int64_t kSamples = 8;
constexpr double kLowestSqnr = 15;  // dB, of the outputs; entropy clips the most

// Samples in [-1, 1) at `size` times that, one in a batch.
class RandomStream : public SampleStream {
 public:
  RandomStream(Shape shape, float size, int64_t begin, int64_t end)
      : shape_(std::move(shape)), size_(size), count_(end - begin), next_(begin), end_(end) {}

  std::optional<Batch> next() override {
    const int64_t index = next_++;
    if (index >= end_) return std::nullopt;
    const auto seed = static_cast<uint64_t>(index + 1);
    return Batch{index, {random_tensor(shape_, seed, -size_, size_)}, {-1}};
  }
  int64_t sample_count() const override { return count_; }

 private:
  const Shape shape_;
  const float size_;
  const int64_t count_;
  std::atomic<int64_t> next_;
  const int64_t end_;
};

struct Network {
  const char* name;
  std::function<Graph()> build;
};

const Network kNetworks[] = {
    {"convolutions", [] { return conv_net(); }},
    {"residual block", [] { return residual_block(); }},
    {"depthwise block", [] { return depthwise_block(); }},
    {"dense head", [] { return dense_head(); }},
    {"squeeze and excitation", squeeze_and_excitation},
    {"attention", attention},
    {"detection neck", detection_neck},
};

// Every layer that can be quantized, not only those that are worth it.
QuantConfig all_layers(const Graph& graph) {
  QuantConfig config;
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (reason_not_quantizable(graph, node).empty()) config.layers.push_back({node.name, true});
  }
  return config;
}

void check_finite(const QuantParams& params) {
  for (float scale : params.scale) CHECK((std::isnormal(scale) && scale > 0));
  for (int32_t zero_point : params.zero_point) {
    CHECK((zero_point >= kQuantMin && zero_point <= kQuantMax));
  }
}

// The exported model's outputs against the float model's, on the samples of the calibration.
Deviation calibrated_deviation(const Network& network, const CalibrationMethods& methods,
                               float input_size = 1) {
  SilentEvents silence;
  Graph graph = network.build();
  const Graph original = graph;
  prepare(graph, true);
  const Shape shape = graph.value(graph.inputs()[0]).type.shape;
  const SampleSource samples(kSamples, [&](int64_t begin, int64_t end) {
    return std::make_unique<RandomStream>(shape, input_size, begin, end);
  });
  const QuantConfig config = all_layers(graph);
  const auto first = samples();
  const Observation observation =
      observe_model(graph, config, *first, samples, methods, 2, silence);
  const Calibrated calibrated = calibrate(observation, config, samples, methods, 2, silence);
  REQUIRE(calibrated.record.layers.size() == config.layers.size());
  for (const LayerRecord& layer : calibrated.record.layers) {
    check_finite(layer.activation);
    check_finite(layer.weight);
  }

  const auto real = make_executor(original, {});
  const auto integer = make_executor(lower(calibrated, false), {});
  Deviation deviation;
  const auto again = samples();
  while (const auto batch = again->next()) {
    deviation.add(real->run(batch->inputs)[0].data<float>(),
                  integer->run(batch->inputs)[0].data<float>());
  }
  return deviation;
}

CalibrationMethods estimator_methods(const std::string& estimator, bool asymmetric = true) {
  CalibrationMethods methods;
  methods.layers.activation.estimator = estimator;
  methods.layers.activation.options.asymmetric = asymmetric;
  return methods;
}

}  // namespace

TEST_CASE("every estimator calibrates every network") {
  for (const Network& network : kNetworks) {
    for (const Estimator& estimator : estimators()) {
      for (const bool asymmetric : {true, false}) {
        INFO(network.name << ", " << estimator.name << (asymmetric ? "" : ", symmetric"));
        const Deviation deviation = calibrated_deviation(
            network, estimator_methods(std::string(estimator.name), asymmetric));
        CHECK(deviation.sqnr_db() > kLowestSqnr);
      }
    }
  }
}

TEST_CASE("every weight method calibrates every network, by channel and by tensor") {
  for (const Network& network : kNetworks) {
    for (const WeightMethod& method : weight_methods()) {
      for (const bool channel_wise : {true, false}) {
        INFO(network.name << ", " << method.name << (channel_wise ? "" : ", one scale"));
        CalibrationMethods methods = estimator_methods("minmax");
        methods.layers.weight = {std::string(method.name), channel_wise};
        CHECK(calibrated_deviation(network, methods).sqnr_db() > kLowestSqnr);
      }
    }
  }
}

TEST_CASE("every correction, and all together, calibrate every network") {
  std::vector<std::vector<std::string>> lists;
  std::vector<std::string> all;
  for (const Correction& correction : corrections()) {
    lists.push_back({std::string(correction.name)});
    all.push_back(lists.back()[0]);
  }
  lists.push_back(all);
  for (const Network& network : kNetworks) {
    for (const std::vector<std::string>& list : lists) {
      INFO(network.name << ", " << list[0] << (list.size() > 1 ? " …" : ""));
      CalibrationMethods methods = estimator_methods("minmax");
      methods.corrections = list;
      CHECK(calibrated_deviation(network, methods).sqnr_db() > kLowestSqnr);
    }
  }
}

// Black images: the first layer sees nothing but zeros, and so do those without a bias after it.
TEST_CASE("inputs that are always zero leave parameters that can be used") {
  for (const Network& network : kNetworks) {
    for (const Estimator& estimator : estimators()) {
      INFO(network.name << ", " << estimator.name);
      CalibrationMethods methods = estimator_methods(std::string(estimator.name));
      for (const Correction& correction : corrections()) {
        methods.corrections.emplace_back(correction.name);
      }
      CHECK(calibrated_deviation(network, methods, 0).is_finite());
    }
  }
}
