#include "pipeline/methods.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

TEST_CASE("the settings choose the methods of all layers") {
  Settings settings;
  settings.set("activation", "ifmr", "test");
  CHECK(layer_methods(settings).activation.estimator == "ifmr");
  CHECK(layer_methods(settings).weight == WeightChoice{"max", true});
  settings.set("activation", "percentile", "test");
  settings.set("percentile", "0.99", "test");
  settings.set("activation_offset", "false", "test");
  settings.set("weights", "mse", "test");
  const LayerMethods methods = layer_methods(settings);
  CHECK(methods.activation.estimator == "percentile");
  CHECK(methods.activation.options.max_percentile == 0.99);
  CHECK(methods.activation.options.min_percentile == 0.99);
  CHECK_FALSE(methods.activation.options.asymmetric);
  CHECK(methods.weight.method == "mse");
}

TEST_CASE("a percentile that means nothing to the estimator is refused") {
  Settings settings;
  settings.set("activation", "minmax", "test");
  settings.set("percentile", "0.99", "test");
  CHECK_THROWS_WITH(layer_methods(settings), Catch::Contains("'minmax' has no percentile"));
  settings.set("activation", "ifmr", "test");
  settings.set("percentile", "0.4", "test");
  CHECK_THROWS_AS(layer_methods(settings), Error);
}

TEST_CASE("unknown methods are refused with a suggestion") {
  Settings settings;
  settings.set("activation", "ifmr", "test");
  settings.set("weights", "mxa", "test");
  CHECK_THROWS_WITH(layer_methods(settings), Catch::Contains("did you mean 'max'"));
}
