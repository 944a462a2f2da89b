// CIFAR-10 and CIFAR-100, binary version: records of one label byte (two for CIFAR-100: coarse,
// then fine) and 32 x 32 pixels as three planes, R, G, B. Format:
// https://www.cs.toronto.edu/~kriz/cifar.html
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/image_set.h"

namespace msquant {

// Whether a file is named like those of CIFAR.
bool is_cifar_name(const std::string& name);

// Maps the files, whose images follow each other. Which of the two sets they hold shows in their
// size and labels; the label of an image of CIFAR-100 is the fine one. Throws Error(kData) naming
// the file that holds neither, or another set than the first.
std::unique_ptr<ImageSet> open_cifar(const std::vector<std::filesystem::path>& files);

}  // namespace msquant
