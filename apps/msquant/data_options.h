// Flags that say which images to use, shared by the commands that run a model on images.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "data/image_folder.h"
#include "graph/graph.h"
#include "pipeline/settings.h"

namespace msquant {

struct DataOptions {
  std::filesystem::path data, validation;
  int64_t batches = 0, batch_size = 0;
  std::optional<uint64_t> shuffle_seed;
  int64_t max_bad_images = -1;
  int threads = 0;

  void add_calibration_to(CLI::App& app);
  void add_validation_to(CLI::App& app, const char* flags);
  void add_common_to(CLI::App& app);

  // Puts the flags that were given over the settings.
  void apply_to(Settings& settings) const;

  int thread_count() const;
};

// All labelled images that the flags, else the settings name. Throws Error(kUsage) if neither does,
// and what validation_samples() throws.
std::vector<Sample> labelled_samples(const DataOptions& options, const Settings& settings,
                                     const Graph& model);

}  // namespace msquant
