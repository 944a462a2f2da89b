#include "base/suggest.h"

#include <catch2/catch.hpp>

using namespace msquant;

TEST_CASE("the nearest name is suggested, and nothing when all are far") {
  const std::vector<std::string> names{"calibrate", "quantize", "inspect"};
  CHECK(nearest_name("quantise", names) == "quantize");
  CHECK(nearest_name("calibrat", names) == "calibrate");
  CHECK(nearest_name("xyz", names).empty());
  CHECK(did_you_mean("inpsect", names) == "did you mean 'inspect'?");
  CHECK(did_you_mean("inspect", {}).empty());
}
