#include "pipeline/repeat_command.h"

#include <algorithm>
#include <cctype>

namespace msquant {
namespace {

constexpr const char* kCheckpointFlag = "--ckpt";

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string("_-./=,:@%+").find(c) != std::string::npos;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string text = "'";
  for (char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

// Settings that flags have set; those that may also come from a file are given in any case.
void add_settings(const Settings& settings, std::vector<std::string>& words) {
  for (const Setting& setting : settings.all()) {
    if (setting.origin == kCheckpointFlag) continue;  // a source of the manifest
    if (setting.key == "calibration_batches") {
      words.insert(words.end(), {"--batches", setting.text});
    } else if (setting.key == "batch_size") {
      words.insert(words.end(), {"--batch-size", setting.text});
    } else if (setting.origin == "--no-activation-offset") {
      words.push_back(setting.origin);
    } else if (setting.origin.compare(0, 2, "--") == 0) {
      words.insert(words.end(), {setting.origin, setting.text == "[]" ? "none" : setting.text});
    }
  }
}

}  // namespace

std::string repeat_command(const RunManifest& manifest, const std::string& command,
                           const std::vector<std::string>& more) {
  std::vector<std::string> words{"msquant", command};
  const std::pair<const char*, const char*> sources[] = {
      {"model", "--model"}, {"checkpoint", kCheckpointFlag}, {"config", "--config"}};
  for (const auto& [kind, flag] : sources) {
    const auto found = manifest.sources.find(kind);
    if (found != manifest.sources.end()) {
      words.insert(words.end(), {flag, found->second.path.string()});
    }
  }
  for (const NamedPath& data : manifest.data) {
    words.insert(words.end(), {"--data", to_argument(data)});
  }
  add_settings(manifest.settings, words);
  if (manifest.shuffle_seed) {
    words.insert(words.end(), {"--shuffle-seed", std::to_string(*manifest.shuffle_seed)});
  }
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"-o", "."});
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

}  // namespace msquant
