// Files of well-known data sets that hold many images each: which of a folder's are meant.
#pragma once

#include <filesystem>
#include <vector>

namespace msquant {

// The two parts in which such sets are distributed.
enum class Part { kTraining, kTest };

// The part that a file's name tells: "test_batch.bin" and "t10k-images-idx3-ubyte" are of the test
// part, all others of the training part.
Part part_of(const std::filesystem::path& file);

// Those of `files` that belong to `part`, or all if none does.
std::vector<std::filesystem::path> files_of_part(const std::vector<std::filesystem::path>& files,
                                                 Part part);

}  // namespace msquant
