// What calibration images did in the float model, kept in the run folder: a run that only chooses
// scales otherwise, or that was interrupted later, need not push the images through again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/calibrate.h"
#include "pipeline/sealed_file.h"

namespace msquant {

// Files of a run folder: the statistics, and the weights that float corrections changed.
inline constexpr const char* kStatisticsFile = "statistics.bin";
inline constexpr const char* kEqualizedFile = "equalized.safetensors";

// Names all that observe_model() depends on beside the samples: the model, the layers with the way
// their weights are quantized and whether their activations have histograms, the corrections of the
// float model, and the version of msquant.
std::string observation_key(const Graph& prepared, const QuantConfig& config,
                            const CalibrationMethods& methods, Histograms histograms,
                            const std::string& version);

// Writes both files below `folder`, or removes the second one if no weight was changed. `samples`
// are SampleDigests::all().
void store_observation(const std::filesystem::path& folder, const std::string& key,
                       const std::vector<std::string>& samples, const Graph& prepared,
                       const Observation& observation);

// Statistics that an earlier run has left.
class StoredObservation {
 public:
  // Nothing if `folder` holds no statistics of that key that are whole.
  static std::optional<StoredObservation> find(const std::filesystem::path& folder,
                                               const std::string& key);

  // The digests of the samples that they are of.
  const std::vector<std::string>& samples() const { return samples_; }

  // What observe_model() found then, or nothing if the weights that belong to it are others.
  std::optional<Observation> of(const Graph& prepared) const;

 private:
  StoredObservation(std::filesystem::path folder, SealedFile file)
      : folder_(std::move(folder)), file_(std::move(file)) {}

  std::filesystem::path folder_;
  SealedFile file_;  // its content begins behind the digests
  std::vector<std::string> samples_;
};

}  // namespace msquant
