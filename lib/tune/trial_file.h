// One trial of a search for layers to leave in float, and its file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evaluate/accuracy.h"
#include "quant/quant_config.h"

namespace msquant {

struct Trial {
  int number = 0;                         // 1, 2, …
  std::vector<std::string> float_layers;  // of those that could be quantized, worst first
  Evaluation evaluation;

  double drop() const { return drop_points(evaluation); }
};

// The text of a trial's file. `key` says which model and images it was measured with; `config` is
// what was tried.
std::string to_json(const Trial& trial, const std::string& key, const QuantConfig& config);

// The trial and its key. Throws Error(kConfig) naming the file if it is not what to_json() writes,
// Error(kIo) if it cannot be read.
struct StoredTrial {
  Trial trial;
  std::string key;
};
StoredTrial read_trial(const std::filesystem::path& path);

}  // namespace msquant
