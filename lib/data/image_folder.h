// Images in folders named after their classes (ImageFolder layout), or in one flat folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace msquant {

struct Sample {
  std::filesystem::path path;
  int label = -1;  // index of the sorted class folder; -1 in a flat folder
};

struct ImageFolder {
  std::filesystem::path root;
  std::vector<std::string> classes;  // sorted; empty for a flat folder
  std::vector<Sample> samples;       // sorted by class, then by name
};

// Lists images by extension (case-insensitive); other files are ignored. Throws Error(kData) if
// `root` does not exist or holds no image.
ImageFolder scan_image_folder(const std::filesystem::path& root);

// `count` samples, round-robin over the classes, so that every class is seen. With `seed` each
// class is shuffled first. Deterministic on every platform. Returns all if there are fewer.
std::vector<Sample> pick_samples(const ImageFolder& folder, int64_t count,
                                 std::optional<uint64_t> seed);

}  // namespace msquant
