#include "pipeline/settings_template.h"

#include <catch2/catch.hpp>

#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

TEST_CASE("a template read back gives the same settings") {
  Settings settings;
  settings.set("net_name", "lenet5", "test");
  settings.set("mean", "[0.5, 0.5, 0.5]", "test");
  settings.set("calibration_batches", "7", "test");
  TempDir dir;
  write_file(dir / "a.yaml", settings_template(settings, "a heading\n\nof three lines"));
  Settings read;
  read.add_yaml(dir / "a.yaml", true);
  REQUIRE(read.all().size() == settings.all().size());
  for (size_t i = 0; i < read.all().size(); ++i) {
    CHECK(read.all()[i].key == settings.all()[i].key);
    CHECK(read.all()[i].text == settings.all()[i].text);
  }
}

TEST_CASE("a template explains every key, and shows defaults as comments") {
  const std::string text = settings_template({}, "heading");
  CHECK_THAT(text, Catch::StartsWith("# heading\n"));
  for (const KnownKey& key : known_keys()) {
    CHECK_THAT(text,
               Contains("# " + std::string(key.summary) + "\n# " + std::string(key.name) + ":"));
  }
  CHECK_THAT(text, Contains("# batch_size: 32\n"));
}
