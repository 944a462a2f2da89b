// The images of a data set: in folders named after their classes (ImageFolder layout), in one flat
// folder, or named in a list file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace msquant {

struct Sample {
  std::filesystem::path path;
  int label = -1;  // index of the sorted class folder, or as in the list; -1 if unknown
};

struct ImageFolder {
  std::filesystem::path root;
  std::vector<std::string> classes;  // sorted; empty for a flat folder or a list
  std::vector<Sample> samples;       // sorted by class, then by name; a list keeps its order
};

// Lists images by extension (case-insensitive); other files and hidden ones are ignored. If `root`
// has subfolders, each is a class, even an empty one, as in MindSpore's ImageFolderDataset; names
// sort by their bytes. Throws Error(kData) if `root` does not exist or holds no image, Error(kIo)
// if a folder cannot be read.
ImageFolder scan_image_folder(const std::filesystem::path& root);

// Reads a text file with a line "path label" for each image; the label, an index, may be missing.
// Paths may contain spaces and are relative to the list's own folder. Throws Error(kData) if no
// image is listed, Error(kIo) if the list cannot be read.
ImageFolder read_image_list(const std::filesystem::path& list);

// `count` samples, round-robin over the labels, so that every class is seen, and evenly spaced
// within each label, because neighbours in a sorted folder are often alike. With `seed` each class
// is shuffled first. Deterministic on every platform. Returns all if there are fewer.
std::vector<Sample> pick_samples(const ImageFolder& folder, int64_t count,
                                 std::optional<uint64_t> seed);

}  // namespace msquant
