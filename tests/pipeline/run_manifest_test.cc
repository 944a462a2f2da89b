#include "pipeline/run_manifest.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

RunManifest some_manifest() {
  RunManifest manifest;
  manifest.version = "1.2.3";
  manifest.sources["checkpoint"] = {"../net.ckpt", "aa"};
  manifest.settings.set("mean", "[0.1, 0.2, 0.3]", "net.yaml:7");
  manifest.data = {{"x", "/data/x.npy"}, {"", "../calib"}};
  manifest.shuffle_seed = 18446744073709551615u;
  manifest.digest = "bb";
  manifest.artifacts["quantized_model.air"] = "cc";
  return manifest;
}

void check_refused(const std::string& text, const std::string& expected) {
  INFO(text);
  try {
    parse_manifest(text, "out/run.json");
    FAIL("it must throw");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kConfig);
    CHECK_THAT(error.what(), Contains("out/run.json") && Contains(expected));
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a manifest reads back as it was written") {
  const RunManifest manifest = some_manifest();
  const RunManifest result = parse_manifest(to_json(manifest), "run.json");
  CHECK(result.version == "1.2.3");
  CHECK(result.sources.at("checkpoint").path == "../net.ckpt");
  CHECK(result.sources.at("checkpoint").sha256 == "aa");
  CHECK(result.settings.numbers("mean", 3) == std::vector<double>{0.1, 0.2, 0.3});
  CHECK(result.settings.to_string() == manifest.settings.to_string());
  REQUIRE(result.data.size() == 2);
  CHECK(result.data[0].name == "x");
  CHECK(result.data[0].path == "/data/x.npy");
  CHECK(result.data[1].name.empty());
  CHECK(result.data[1].path == "../calib");
  CHECK(result.shuffle_seed == 18446744073709551615u);
  CHECK(result.digest == "bb");
  CHECK(result.artifacts == manifest.artifacts);
  CHECK(to_json(result) == to_json(manifest));
}

TEST_CASE("a broken manifest is a config error that says what is wrong") {
  const std::string good = to_json(some_manifest());
  check_refused("{", "parse error");
  check_refused("[]", "");
  check_refused(replaced(good, "\"digest\"", "\"digset\""), "digest");
  check_refused(replaced(good, "\"aa\"", "7"), "string");
  check_refused(replaced(good, "18446744073709551615", "4.44e+83"), "is 4.44e+83");
  check_refused(replaced(good, "18446744073709551615", "-1"), "is -1");
  check_refused(replaced(good, "quantized_model.air", "../quantized_model.air"), "..");
  check_refused(replaced(good, "quantized_model.air", ""), "artifact ''");
}

TEST_CASE("relative paths are kept relative to the folder of the run, absolute ones as they are") {
  const TempDir dir;
  fs::create_directory(dir / "out");
  write_file(dir / "net.ckpt", "abc");
  CHECK(manifest_path(dir / "net.ckpt", dir / "out") == dir / "net.ckpt");
  CHECK(path_of(dir / "net.ckpt", dir / "out") == dir / "net.ckpt");
  const fs::path relative = fs::proximate(dir / "net.ckpt");
  REQUIRE(relative.is_relative());
  CHECK(manifest_path(relative, dir / "out") == "../net.ckpt");
  CHECK(fs::equivalent(path_of("../net.ckpt", dir / "out"), dir / "net.ckpt"));
}

TEST_CASE("a changed file is named, with both digests") {
  const TempDir dir;
  write_file(dir / "net.ckpt", "abc");
  const std::string sha256 = source_file(dir / "net.ckpt", dir.path()).sha256;
  require_unchanged(dir / "net.ckpt", sha256);
  write_file(dir / "net.ckpt", "abd");
  CHECK_THROWS_WITH(require_unchanged(dir / "net.ckpt", sha256),
                    Contains("has changed") && Contains("net.ckpt") && Contains(sha256));
}
