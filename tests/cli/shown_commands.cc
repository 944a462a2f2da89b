#include "cli/shown_commands.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <regex>
#include <sstream>

#include "base/files.h"
#include "cli/sample.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "pipeline/load_model.h"
#include "tensor/npy.h"

namespace msquant {
namespace fs = std::filesystem;

std::vector<fs::path> documentation_pages() {
  const fs::path source = MSQUANT_SOURCE_DIR;
  std::vector<fs::path> pages{source / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(source / "docs")) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  }
  std::sort(pages.begin(), pages.end());
  return pages;
}

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

std::string shell_blocks(const std::string& markdown) {
  std::string text;
  for (const std::string& block : matches(markdown, "```sh\n([^`]*)```")) text += block;
  return text;
}

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

void write_sample_graphs(const TempDir& dir) {
  Settings settings;
  settings.add_yaml(kSampleYaml, true);
  const Graph graph = load_model({{}, kSampleCheckpoint}, settings).graph;
  write_mindir(graph, dir / "mynet.mindir");
  write_onnx(graph, dir / "mynet.onnx", {});
}

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
  write_sample_graphs(dir);
  fs::create_directory(dir / "configs");
  fs::create_symlink(kSampleDir, dir / "configs" / "sample");
}

void write_shown_files(const std::string& markdown, const TempDir& dir) {
  for (const std::string& block : matches(markdown, "```yaml\n(# \\w+\\.yaml[^`]*)```")) {
    write_file(dir / block.substr(2, block.find(".yaml") + 3), block);
  }
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

}  // namespace msquant
