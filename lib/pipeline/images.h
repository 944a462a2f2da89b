// The images of a run, from the settings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "data/batch_loader.h"
#include "graph/graph.h"
#include "pipeline/settings.h"

namespace msquant {

// The folder of calibration images: `given`, else calib/ below data_path, else data_path itself.
// Throws Error(kConfig) if none is named or it does not exist.
std::filesystem::path calibration_folder(const std::filesystem::path& given,
                                         const Settings& settings);

// The folder of validation images: `given`, else val/ below data_path, else nothing.
std::optional<std::filesystem::path> validation_folder(const std::filesystem::path& given,
                                                       const Settings& settings);

// calibration_batches × batch_size images, picked round-robin over the classes. Throws
// Error(kConfig) if the preprocessed images do not have the size of the graph's input, Error(kData)
// if there are no images.
std::unique_ptr<BatchLoader> calibration_images(const std::filesystem::path& folder,
                                                const Settings& settings, const Graph& graph,
                                                std::optional<uint64_t> shuffle_seed, int threads);

// All images of a folder that has a folder for each class.
std::unique_ptr<BatchLoader> validation_images(const std::filesystem::path& folder,
                                               const Settings& settings, const Graph& graph,
                                               int threads);

// Warns of every image that was skipped because it could not be read. Throws Error(kData) if there
// were more than `most` (if `most` >= 0), or if no image was good.
void report_bad_images(const BatchLoader& images, int64_t most);

}  // namespace msquant
