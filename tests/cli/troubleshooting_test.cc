#include <catch2/catch.hpp>
#include <regex>

#include "base/files.h"
#include "cli/shown_commands.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// Everything that the program is made of, with string literals that continue on the next line
// joined and quotes without their backslash.
std::string sources() {
  const fs::path root = MSQUANT_SOURCE_DIR;
  std::string text;
  for (const char* folder : {"lib", "apps"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".cc" || extension == ".h") text += read_file(entry.path());
    }
  }
  text = std::regex_replace(text, std::regex("\"\\s*\n\\s*\""), "");
  return std::regex_replace(text, std::regex("\\\\\""), "\"");
}

// "drops {…} points" → "drops ", " points": what stands between the parts that vary.
std::vector<std::string> fixed_parts(const std::string& message) {
  static const std::string kGap = "…";
  std::vector<std::string> parts;
  for (size_t at = 0; at < message.size();) {
    const size_t end = std::min(message.find(kGap, at), message.size());
    if (end > at) parts.push_back(message.substr(at, end - at));
    at = end + kGap.size();
  }
  return parts;
}

}  // namespace

TEST_CASE("every message in docs/troubleshooting.md is one that the program has") {
  const std::string page = read_file(MSQUANT_SOURCE_DIR "/docs/troubleshooting.md");
  const std::string program = sources();
  // A message stands in the first column of a table.
  const auto messages = matches(page, "\n\\| `([^`]+)` \\|");
  CHECK(messages.size() >= 30);
  for (const std::string& message : messages) {
    for (const std::string& part : fixed_parts(message)) {
      INFO(message << ": " << part);
      CHECK(program.find(part) != std::string::npos);
    }
  }
}
