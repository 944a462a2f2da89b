// trials/ below the output folder: what was tried, so that an interrupted search can go on.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tune/trial_file.h"

namespace msquant {

class TrialFolder {
 public:
  // Makes the folder, whose run nobody else may be in, and reads what it holds. Throws
  // Error(kUsage) if it holds trials and `resume` is not set; what read_trial() throws; Error(kIo).
  TrialFolder(std::filesystem::path folder, bool resume);

  // Says which model and images are measured, before anything else is asked of the folder. Throws
  // Error(kUsage) if it holds trials of another key.
  void set_key(std::string key);

  const std::filesystem::path& path() const { return folder_; }

  // The layers, worst first, as save_ranking() left them.
  std::optional<std::vector<std::string>> ranking() const;
  void save_ranking(const std::vector<std::string>& ranking) const;

  // The trial of these layers that was stored before.
  std::optional<Trial> find(const std::vector<std::string>& float_layers) const;
  // Numbers a trial and writes NNN.json.
  Trial add(std::vector<std::string> float_layers, const Evaluation& evaluation,
            const QuantConfig& config);

 private:
  std::filesystem::path ranking_file() const { return folder_ / "ranking.json"; }

  std::filesystem::path folder_;
  std::string key_;
  std::map<std::vector<std::string>, StoredTrial> trials_;  // by float layers
  int last_number_ = 0;
};

}  // namespace msquant
