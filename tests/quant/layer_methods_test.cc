#include "quant/layer_methods.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

namespace {

MethodOverride with_parameters(std::optional<std::string> estimator,
                               std::map<std::string, double> parameters) {
  MethodOverride result;
  result.estimator = std::move(estimator);
  result.parameters = std::move(parameters);
  return result;
}

std::string complaint(const MethodOverride& override) {
  try {
    overridden({}, override, "here");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kConfig);
    CHECK(error.where() == "here");
    return error.because();
  }
  return "no error";
}

}  // namespace

TEST_CASE("an override that names an estimator starts from its defaults") {
  LayerMethods methods;
  methods.activation.options.max_percentile = 0.9;
  methods.activation.options.asymmetric = false;
  const LayerMethods other =
      overridden(methods, with_parameters("percentile", {{"min_percentile", 0.75}}), "");
  CHECK(other.activation.estimator == "percentile");
  CHECK(other.activation.options.max_percentile == 0.999999);
  CHECK(other.activation.options.min_percentile == 0.75);
  CHECK_FALSE(other.activation.options.asymmetric);
  const LayerMethods same = overridden(methods, with_parameters({}, {{"search_step", 0.1}}), "");
  CHECK(same.activation.options.max_percentile == 0.9);
  CHECK(same.activation.options.search_step == 0.1);
}

TEST_CASE("a parameter that an estimator does not have is refused") {
  CHECK(complaint(with_parameters("ifmr", {{"num_of_bins", 4096}})) ==
        "'ifmr' has no parameter 'num_of_bins'");
  CHECK(complaint(with_parameters("minmax", {{"max_percentile", 0.9}})) ==
        "'minmax' has no parameter 'max_percentile'");
}

TEST_CASE("values out of range are refused") {
  const auto check = [](const char* estimator, std::map<std::string, double> parameters,
                        const char* expected) {
    CHECK_THAT(complaint(with_parameters(estimator, std::move(parameters))),
               Catch::Contains(expected));
  };
  check("percentile", {{"max_percentile", 0.5}}, "max_percentile");
  check("percentile", {{"min_percentile", 1.01}}, "min_percentile");
  check("hfmg", {{"num_of_bins", 1000}}, "num_of_bins");
  check("ifmr", {{"search_range_start", 0}}, "search_range");
  check("ifmr", {{"search_range_end", 0.6}}, "search_range");
  check("ifmr", {{"search_step", 0}}, "search_step");
  check("ifmr", {{"search_step", 1e-9}}, "1000 steps");
  CHECK(complaint(with_parameters("hfmg", {{"num_of_bins", 8192}})) == "no error");
}
