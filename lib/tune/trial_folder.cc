#include "tune/trial_folder.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/inner_folder.h"
#include "base/unfinished_files.h"

namespace msquant {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr size_t kDigits = 3;

// "001.json"
std::string file_name(int number) {
  std::string digits = std::to_string(number);
  digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
  return digits + ".json";
}

bool is_trial(const fs::path& path) {
  const std::string stem = path.stem().string();
  return path.extension() == ".json" && stem.size() >= kDigits &&
         std::all_of(stem.begin(), stem.end(), [](char c) { return c >= '0' && c <= '9'; });
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& because,
                         const std::string& hint) {
  throw Error(ErrorKind::kUsage, "the folder holds the trials of another run", folder.string(),
              because, hint);
}

}  // namespace

TrialFolder::TrialFolder(fs::path folder, bool resume) : folder_(std::move(folder)) {
  make_folder_inside(folder_.parent_path(), folder_.filename());
  remove_unfinished_files(folder_);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (!is_trial(entry.path())) continue;
    if (!resume)
      refuse(folder_, "--resume is not given", "--resume, --fresh, or another output folder");
    StoredTrial stored = read_trial(entry.path());
    last_number_ = std::max(last_number_, stored.trial.number);
    trials_[stored.trial.float_layers] = std::move(stored);
  }
}

void TrialFolder::set_key(std::string key) {
  key_ = std::move(key);
  for (const auto& [layers, stored] : trials_) {
    if (stored.key == key_) continue;
    refuse(folder_, file_name(stored.trial.number) + " is of another model or of other images",
           "--fresh, or another output folder");
  }
}

std::optional<std::vector<std::string>> TrialFolder::ranking() const {
  if (!fs::exists(ranking_file())) return std::nullopt;
  const std::string text = read_file(ranking_file());
  try {
    const Json json = Json::parse(text);
    if (json.at("key") != key_) return std::nullopt;
    return json.at("worst_first").get<std::vector<std::string>>();
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kConfig, "cannot use the ranking of the layers", ranking_file().string(),
                error.what(), "delete the file; the layers are ranked again");
  }
}

void TrialFolder::save_ranking(const std::vector<std::string>& ranking) const {
  const Json json{{"worst_first", ranking}, {"key", key_}};
  write_file(ranking_file(), json.dump(2) + "\n");
}

std::optional<Trial> TrialFolder::find(const std::vector<std::string>& float_layers) const {
  const auto found = trials_.find(float_layers);
  if (found == trials_.end()) return std::nullopt;
  return found->second.trial;
}

Trial TrialFolder::add(std::vector<std::string> float_layers, const Evaluation& evaluation,
                       const QuantConfig& config) {
  Trial trial{++last_number_, std::move(float_layers), evaluation};
  write_file(folder_ / file_name(trial.number), to_json(trial, key_, config));
  trials_[trial.float_layers] = {trial, key_};
  return trial;
}

}  // namespace msquant
