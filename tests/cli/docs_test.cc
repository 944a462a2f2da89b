#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <sstream>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// Commands that begin with "msquant ", with lines that end in a backslash joined.
std::vector<std::string> commands_in(const std::string& text) {
  const std::string joined = std::regex_replace(text, std::regex("\\\\\n *"), "");
  std::vector<std::string> commands;
  std::istringstream lines(joined);
  for (std::string line; std::getline(lines, line);) {
    const size_t start = line.find_first_not_of(' ');
    if (start != std::string::npos && line.compare(start, 8, "msquant ") == 0) {
      commands.push_back(line.substr(start));
    }
  }
  return commands;
}

// What the first group of `pattern` matches, everywhere in `text`.
std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

// The ```sh blocks of a Markdown file.
std::string shell_blocks(const std::string& markdown) {
  std::string text;
  for (const std::string& block : matches(markdown, "```sh\n([^`]*)```")) text += block;
  return text;
}

// The commands that `msquant --help` lists.
std::vector<std::string> command_names() {
  const std::string help = run_cli({"--help"}).out;
  return matches(help.substr(help.find("Discover:")), "\n  ([a-z-]+) ");
}

// The sample under the names that the documentation uses.
void lay_out_files(const TempDir& dir) {
  for (const char* name : {"resnet50.ckpt", "lenet5.ckpt"}) {
    fs::create_symlink(kSampleCheckpoint, dir / name);
  }
  for (const char* name : {"resnet50.yaml", "resnet50_cifar10_config.yaml", "lenet5.yaml"}) {
    fs::create_symlink(kSampleYaml, dir / name);
  }
  for (const char* name : {"calib", "images"}) fs::create_symlink(kSampleImages, dir / name);
  fs::create_symlink(kSampleDir + "/fashion/val", dir / "val");
  fs::create_symlink(kSampleDir + "/fashion", dir / "fashion");
  write_npy(dir / "images.npy", Tensor::allocate(DType::kFloat32, {2, 3, 32, 32}));
  fs::create_directory(dir / "configs");
  fs::create_symlink(kSampleDir, dir / "configs" / "sample");
}

void check_commands(const std::vector<std::string>& commands, const TempDir& dir) {
  const std::string bin = fs::path(MSQUANT_BINARY).parent_path().string();
  for (const std::string& command : commands) {
    const std::string line = "cd '" + dir.path().string() + "' && PATH='" + bin + "':$PATH " +
                             command + " >out.log 2>&1";
    INFO(command);
    const int status = std::system(line.c_str());
    INFO(read_file(dir / "out.log"));
    CHECK(status == 0);
  }
}

}  // namespace

TEST_CASE("every command shown in the documentation works") {
  const fs::path source = MSQUANT_SOURCE_DIR;
  std::vector<fs::path> pages{source / "README.md"};
  for (const auto& page : fs::directory_iterator(source / "docs")) {
    if (page.path().extension() == ".md") pages.push_back(page.path());
  }
  size_t count = 0;
  for (const fs::path& page : pages) {
    TempDir dir;
    lay_out_files(dir);
    const auto commands = commands_in(shell_blocks(read_file(page)));
    count += commands.size();
    check_commands(commands, dir);
  }
  CHECK(count >= 4);
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
