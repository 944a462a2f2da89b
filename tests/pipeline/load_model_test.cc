#include "pipeline/load_model.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/shared.h"

using namespace msquant;

namespace {
const std::filesystem::path kSample = MSQUANT_SOURCE_DIR "/configs/sample";
}

TEST_CASE("the network is recognised and its name becomes a setting") {
  Settings settings;
  settings.set("height", "32", "test");
  settings.set("width", "32", "test");
  const Model model = load_model({{}, kSample / "lenet5.ckpt", true}, settings);
  CHECK(model.name == "lenet5");
  CHECK(settings.text("net_name") == "lenet5");
  CHECK(model.graph.value(model.graph.inputs()[0]).type.shape == Shape{1, 3, 32, 32});
}

TEST_CASE("the checkpoint of the YAML is the fallback, and no model at all is a usage error") {
  Settings settings;
  settings.add_yaml(kSample / "lenet5.yaml", true);
  CHECK(load_model({}, settings).name == "lenet5");
  Settings empty;
  try {
    load_model({}, empty);
    FAIL("no exception");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kUsage);
  }
}

TEST_CASE("a checkpoint beside a MindIR replaces its weights by name") {
  const auto mindir = shared_file("models/lenet5/lenet5_b1.mindir");
  MSQUANT_SKIP_WITHOUT(mindir);
  Settings settings;
  const Model model = load_model({mindir, shared_file("edge/plain.ckpt"), true}, settings);
  CHECK_THAT(model.description, Catch::Contains("with 8 weights of"));
  CHECK_THROWS_WITH(
      load_model({mindir, shared_file("edge/other_architecture.ckpt"), true}, settings),
      Catch::Contains("does not fit"));
}

TEST_CASE("a checkpoint given as a model is refused with the right flag") {
  Settings settings;
  CHECK_THROWS_WITH(load_model({kSample / "lenet5.ckpt", {}, true}, settings),
                    Catch::Contains("--ckpt"));
}
