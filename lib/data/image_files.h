// Images that are files of their own: in folders named after their classes (ImageFolder layout), in
// one flat folder, or named in a list file.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "data/image_set.h"

namespace msquant {

struct ImageFile {
  std::filesystem::path path;
  int label = -1;  // index of the sorted class folder, or as in the list; -1 if unknown
};

class ImageFiles : public ImageSet {
 public:
  explicit ImageFiles(std::vector<ImageFile> files);
  std::string name(int64_t index) const override;
  Tensor pixels(int64_t index) const override;
  bool has_changed(int64_t index) const override;

 private:
  std::shared_ptr<const MappedFile> open(size_t index) const;

  const std::vector<ImageFile> files_;
  // Of each file as it was at first, or one of the values in image_files.cc.
  mutable std::vector<std::atomic<FileStamp>> stamps_;
};

// Lists images by extension (case-insensitive); other files and hidden ones are ignored. If `root`
// has subfolders, each is a class, even an empty one, as in MindSpore's ImageFolderDataset; names
// sort by their bytes. Sorted by class, then by name. Empty if there is no image; throws Error(kIo)
// if a folder cannot be read.
std::vector<ImageFile> scan_image_folder(const std::filesystem::path& root);

// Whether scan_image_folder() would find an image.
bool holds_image_files(const std::filesystem::path& root);

// Reads a text file with a line "path label" for each image; the label, an index, may be missing.
// Paths may contain spaces and are relative to the list's own folder. Throws Error(kData) if no
// image is listed, Error(kIo) if the list cannot be read.
std::vector<ImageFile> read_image_list(const std::filesystem::path& list);

}  // namespace msquant
