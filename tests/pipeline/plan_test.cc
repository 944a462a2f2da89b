#include "pipeline/plan.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "passes/generate_config.h"
#include "pipeline/load_model.h"

using namespace msquant;
using Catch::Contains;

namespace {

// LeNet-5 of the sample: conv1 and conv2 of 3 and 6 input channels, then three dense layers.
Graph sample() {
  Settings settings;
  settings.set("height", "32", "test");
  settings.set("width", "32", "test");
  return load_model({{}, MSQUANT_SOURCE_DIR "/configs/sample/lenet5.ckpt", true}, settings).graph;
}

const PlannedLayer& layer(const std::vector<PlannedLayer>& plan, const std::string& name) {
  for (const PlannedLayer& each : plan) {
    if (each.name == name) return each;
  }
  throw std::runtime_error("no layer " + name);
}

}  // namespace

TEST_CASE("a plan names every layer, with sizes, and a reason where it stays float") {
  const Graph graph = sample();
  const auto plan = plan_layers(graph, generate_config(graph), {});
  REQUIRE(plan.size() == 5);
  const PlannedLayer& conv = layer(plan, "conv1");
  CHECK_FALSE(conv.methods);
  CHECK_THAT(conv.reason, Contains("3 input channels"));
  CHECK(conv.bytes_before == 6 * 3 * 5 * 5 * 4);
  CHECK(conv.bytes_after == conv.bytes_before);
  const PlannedLayer& dense = layer(plan, "fc1");
  CHECK(dense.methods);
  CHECK(dense.reason.empty());
  CHECK(dense.bytes_before == 400 * 120 * 4);
  CHECK(dense.bytes_after == 400 * 120);
}

TEST_CASE("a plan tells layers that are switched off from those that are not listed") {
  const Graph graph = sample();
  QuantConfig config;
  config.source = "my.json";
  config.layers = {{"fc1", true}, {"fc2", false}};
  const auto plan = plan_layers(graph, config, {});
  CHECK(layer(plan, "fc1").methods);
  CHECK(layer(plan, "fc2").reason == "switched off in my.json");
  CHECK(layer(plan, "fc3").reason == "not listed in my.json");
}

TEST_CASE("a plan has the methods that a layer chooses") {
  const Graph graph = sample();
  QuantConfig config;
  config.layers = {{"fc1", true}, {"fc2", true}};
  config.layers[1].methods.weight_method = "mse";
  const auto plan = plan_layers(graph, config, {});
  CHECK(layer(plan, "fc1").methods->weight.method == "max");
  CHECK(layer(plan, "fc2").methods->weight.method == "mse");
}

TEST_CASE("a layer that does not exist is an error of the plan, too") {
  QuantConfig config;
  config.layers = {{"fc7", true}};
  CHECK_THROWS_WITH(plan_layers(sample(), config, {}), Contains("did you mean 'fc1'?"));
}
