#include "pipeline/presets.h"

#include <catch2/catch.hpp>

#include "calibrate/correction.h"
#include "quant/estimators.h"

using namespace msquant;

TEST_CASE("a preset sets what neither a flag nor the YAML did") {
  Settings settings;
  settings.set("preset", "accurate", "--preset");
  settings.set("activation", "ifmr", "--activation");
  apply_preset(settings);
  CHECK(settings.text("activation") == "ifmr");
  CHECK(settings.names("corrections") ==
        std::vector<std::string>{"equalization", "headroom", "rounding", "outputs"});
  CHECK_THAT(settings.to_string(), Catch::Contains("# preset accurate"));
}

TEST_CASE("every preset names estimators and corrections that there are") {
  for (const Preset& preset : presets()) {
    Settings settings;
    settings.set("preset", std::string(preset.name), "test");
    apply_preset(settings);
    CHECK_NOTHROW(find_estimator(settings.text("activation")));
    CHECK_NOTHROW(find_corrections(settings.names("corrections")));
  }
  CHECK_THROWS_WITH(find_preset("accurat"), Catch::Contains("did you mean 'accurate'"));
}

TEST_CASE("a list of names may be a YAML list or a text with commas") {
  Settings settings;
  settings.set("corrections", "[bias, rounding]", "test");
  CHECK(settings.names("corrections") == std::vector<std::string>{"bias", "rounding"});
  settings.set("corrections", "equalization,bias", "test");
  CHECK(settings.names("corrections") == std::vector<std::string>{"equalization", "bias"});
  settings.set("corrections", "[]", "test");
  CHECK(settings.names("corrections").empty());
}
