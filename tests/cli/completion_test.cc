#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/files.h"
#include "cli/run_cli.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

// What bash offers after `words`, of which the last is being typed.
std::string bash_offers(const std::string& words, int count) {
  TempDir dir;
  const std::string out = (dir / "out").string();
  write_file(dir / "ask.sh", run_cli({"completion", "bash"}).out + "COMP_WORDS=(" + words +
                                 ")\nCOMP_CWORD=" + std::to_string(count - 1) +
                                 "\n_msquant\necho \" ${COMPREPLY[*]} \"\n");
  const std::string command = "bash -eu '" + (dir / "ask.sh").string() + "' > '" + out + "' 2>&1";
  INFO(read_file(dir / "ask.sh"));
  REQUIRE(std::system(command.c_str()) == 0);
  return read_file(out);
}

}  // namespace

TEST_CASE("bash completes commands and flags") {
  CHECK_THAT(bash_offers("msquant cal", 2), Contains(" calibrate "));
  CHECK_THAT(bash_offers("msquant cal", 2), !Contains(" eval "));
  CHECK_THAT(bash_offers("msquant eval --quan", 3), Contains(" --quantized "));
  CHECK_THAT(bash_offers("msquant eval --log-f", 3), Contains(" --log-file "));
  CHECK_THAT(bash_offers("msquant calibrate --che", 3), !Contains(" --check "));
}

TEST_CASE("fish offers commands and flags") {
  if (std::system("command -v fish >/dev/null") != 0) {
    WARN("SKIPPED: fish is not installed");
    return;
  }
  TempDir dir;
  write_file(dir / "msquant.fish", run_cli({"completion", "fish"}).out);
  const auto offers = [&](const std::string& line) {
    const std::string command = "HOME='" + dir.path().string() + "' fish -c \"source '" +
                                (dir / "msquant.fish").string() + "'; complete -C '" + line +
                                "'\" > '" + (dir / "out").string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    return read_file(dir / "out");
  };
  CHECK_THAT(offers("msquant cal"), Contains("calibrate\t"));
  CHECK_THAT(offers("msquant eval --quan"), Contains("--quantized\t"));
  CHECK_THAT(offers("msquant eval --quan"), !Contains("--batches"));
}

TEST_CASE("zsh completes the first time that it loads the script from its path") {
  if (std::system("command -v zsh >/dev/null") != 0) {
    WARN("SKIPPED: zsh is not installed");
    return;
  }
  TempDir dir;
  write_file(dir / "_msquant", run_cli({"completion", "zsh"}).out);
  const std::string command = "zsh -f -c 'fpath=(" + dir.path().string() +
                              " $fpath); _describe() { print commands }; autoload -Uz _msquant; "
                              "words=(msquant cal) CURRENT=2; _msquant' > '" +
                              (dir / "out").string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  CHECK(read_file(dir / "out") == "commands\n");
}

TEST_CASE("zsh and fish take their scripts") {
  const auto shell = GENERATE(as<std::string>(), "zsh", "fish");
  const CliResult result = run_cli({"completion", shell});
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, Contains("calibrate") && Contains("quantized"));
  if (std::system(("command -v " + shell + " >/dev/null").c_str()) != 0) {
    WARN("SKIPPED: " << shell << " is not installed");
    return;
  }
  TempDir dir;
  write_file(dir / "script", result.out);
  CHECK(std::system((shell + " -n '" + (dir / "script").string() + "'").c_str()) == 0);
}

TEST_CASE("an unknown shell is a usage error") {
  CHECK(run_cli({"completion", "tcsh"}).exit_code == 2);
}
