// MNIST and its relatives (Fashion-MNIST, EMNIST): grey images in one idx file, labels in another,
// either of which may be packed with gzip.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/image_set.h"

namespace msquant {

// Whether a file is named like the images of MNIST.
bool is_idx_name(const std::string& name);

// Opens a file of images and the file of labels beside it, whose name has "labels" and "idx1" for
// "images" and "idx3"; without one the images have no labels. Pixels are grey in all three
// channels. Throws what read_idx() does, and Error(kData) if the files do not fit each other.
std::unique_ptr<ImageSet> open_idx(const std::filesystem::path& images);

// The file of images that is meant among those of `folder`: an unpacked one hides its packed twin.
// Throws Error(kData) if more than one is left.
std::filesystem::path only_idx_file(const std::vector<std::filesystem::path>& files,
                                    const std::filesystem::path& folder);

}  // namespace msquant
