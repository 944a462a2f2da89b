// How the model zoo's evaluation scripts preprocess images, by network and dataset.
// Source: src/dataset.py of ResNet, MobileNetV2 and VGG16 in the official models repository.
#pragma once

#include <string>

#include "data/preprocess.h"
#include "pipeline/settings.h"

namespace msquant {

// Sets resize, center_crop, rescale, mean and std where nobody gave them, if `net_name` and
// `dataset` name a pipeline of the zoo. Does nothing otherwise.
void derive_preprocessing(Settings& settings, const std::string& net_name);

// The steps that the settings describe, for a network whose input has 3 channels, or 1 (grey).
// Throws Error(kConfig) if something that cannot be guessed
// (mean, std, the size of the image) is missing.
Preprocessing preprocessing_of(const Settings& settings, int64_t channels = 3);

// {height, width} of preprocessed images: of center_crop, else of resize, else height and width.
std::array<int64_t, 2> image_size(const Settings& settings);

}  // namespace msquant
