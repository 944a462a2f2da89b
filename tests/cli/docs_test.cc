#include <catch2/catch.hpp>
#include <filesystem>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "cli/shown_commands.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// The commands that `msquant --help` lists.
std::vector<std::string> command_names() {
  const std::string help = run_cli({"--help"}).out;
  return matches(help.substr(help.find("Discover:")), "\n  ([a-z-]+) ");
}

}  // namespace

TEST_CASE("every command shown in the documentation works") {
  size_t with_commands = 0;
  for (const fs::path& page : documentation_pages()) {
    const std::string text = read_file(page);
    const auto commands = commands_in(shell_blocks(text));
    with_commands += commands.empty() ? 0 : 1;
    TempDir dir;
    lay_out_files(dir);
    write_shown_files(text, dir);
    INFO(page);
    check_commands(commands, dir);
  }
  CHECK(with_commands >= 9);
}

TEST_CASE("files that the documentation links to, and scripts that it names, are there") {
  const fs::path source = MSQUANT_SOURCE_DIR;
  for (const fs::path& page : documentation_pages()) {
    const std::string text = read_file(page);
    INFO(page);
    for (const std::string& link : matches(text, "\\]\\(([^)#:]+)[#)]")) {
      INFO(link);
      CHECK(fs::exists(page.parent_path() / link));
    }
    for (const std::string& script : matches(text, "(scripts/\\w+\\.(?:sh|py))")) {
      INFO(script);
      CHECK(fs::exists(source / script));
    }
  }
}

TEST_CASE("every example of --help works") {
  const std::vector<std::string> names = command_names();
  CHECK(names.size() >= 14);
  for (const std::string& name : names) {
    INFO(name);
    TempDir dir;
    lay_out_files(dir);
    // What the commands before this one would have left.
    run_cli({"quantize", "-c", kSampleYaml, "-o", "out", "-q"}, dir.path());
    for (const auto& entry : fs::directory_iterator(dir / "out")) {
      fs::copy(entry.path(), dir / entry.path().filename());
    }
    const std::string help = run_cli({name, "--help"}).out;
    const auto commands = commands_in(help.substr(help.find("Examples:")));
    CHECK(commands.size() == 2);
    check_commands(commands, dir);
  }
}
