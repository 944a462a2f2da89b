#include <yaml-cpp/yaml.h>

#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/shown_commands.h"

using namespace msquant;

namespace {

// The text values of a YAML document, those of lists and maps in their order.
std::string scalars(const YAML::Node& node) {
  if (node.IsScalar()) return node.Scalar() + "\n";
  std::string text;
  for (const auto& child : node) {
    text += node.IsMap() ? scalars(child.second) : scalars(child);
  }
  return text;
}

}  // namespace

TEST_CASE("templates for CI systems are well-formed, and their commands work and gate") {
  const auto name = GENERATE(as<std::string>(), "github.yml", "gitlab.yml", "Jenkinsfile");
  INFO(name);
  const std::string text = read_file(MSQUANT_SOURCE_DIR "/docs/ci/" + name);
  const bool is_yaml = name != "Jenkinsfile";
  const auto commands = commands_in(is_yaml ? scalars(YAML::Load(text)) : text);
  REQUIRE(commands.size() >= 2);
  CHECK_THAT(commands.back(), Catch::Contains("--max-drop") && Catch::Contains("--junit"));
  TempDir dir;
  lay_out_files(dir);
  check_commands(commands, dir);
  CHECK(std::filesystem::exists(dir / "out/msquant.xml"));
}
