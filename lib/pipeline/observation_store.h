// What calibration images did in the float model, kept in the run folder: a run that only chooses
// scales otherwise, or that was interrupted later, need not push the images through again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/calibrate.h"

namespace msquant {

// Files of a run folder: the statistics, and the weights that float corrections changed.
inline constexpr const char* kStatisticsFile = "statistics.bin";
inline constexpr const char* kEqualizedFile = "equalized.safetensors";

// Names all that observe_model() depends on, of which `samples` is SampleDigest::hex(): the model,
// the layers with the way their weights are quantized and whether their activations have
// histograms, the corrections of the float model, and the version of msquant.
std::string observation_key(const Graph& prepared, const QuantConfig& config,
                            const CalibrationMethods& methods, Histograms histograms,
                            const std::string& samples, const std::string& version);

// Writes both files below `folder`, or removes the second one if no weight was changed.
void store_observation(const std::filesystem::path& folder, const std::string& key,
                       const Graph& prepared, const Observation& observation);

// What observe_model() would find, or nothing if the folder holds no statistics of that key that
// are whole.
std::optional<Observation> find_observation(const std::filesystem::path& folder,
                                            const std::string& key, const Graph& prepared);

}  // namespace msquant
