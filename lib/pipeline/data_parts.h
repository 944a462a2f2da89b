// How a folder that holds all of a data set is divided.
#pragma once

#include <filesystem>

#include "data/dataset_files.h"

namespace msquant {

// The folder below `root` that holds a part of the data set: calib/ or val/, or one of a pair that
// is in use (train/ and val/, train/ and test/, cifar-10-batches-bin/ and cifar-10-verify-bin/). An
// empty path if there is none.
std::filesystem::path part_folder(const std::filesystem::path& root, Part part);

}  // namespace msquant
