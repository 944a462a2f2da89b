// The images of a run, from the settings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

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

// calibration_batches × batch_size images, picked round-robin over the classes. Throws Error(kData)
// if there are none.
std::vector<Sample> calibration_samples(const std::filesystem::path& folder,
                                        const Settings& settings,
                                        std::optional<uint64_t> shuffle_seed);

// All images of a folder that has a folder for each class. Throws Error(kData) if there are none,
// or more classes than `model` tells apart.
std::vector<Sample> validation_samples(const std::filesystem::path& folder, const Graph& model);

// Preprocessed images for `model`, one in a batch. Throws Error(kConfig) if they do not have the
// size of its input.
std::unique_ptr<BatchLoader> load_images(std::vector<Sample> samples, const Settings& settings,
                                         const Graph& model, int threads);

// The first `count` good images that nobody has taken out of `images` yet, fewer if there are no
// more.
std::vector<Tensor> take_images(BatchLoader& images, int64_t count);

// Warns of every image that was skipped because it could not be read. Throws Error(kData) if there
// were more than `most` (if `most` >= 0), or if no image was good.
void report_bad_images(const BatchLoader& images, int64_t most);

}  // namespace msquant
