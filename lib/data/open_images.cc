#include "data/open_images.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "data/cifar_images.h"
#include "data/decode_image.h"
#include "data/folder.h"
#include "data/gzip.h"
#include "data/idx_file.h"
#include "data/idx_images.h"
#include "data/image_files.h"
#include "data/npy_samples.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

constexpr const char* kAccepted =
    "give a folder of images or class folders, a list of images, CIFAR's .bin files, MNIST's idx "
    "files or .npy files";

// A data set in files of many images, by how its files are named.
struct NamedFormat {
  DataFormat format;
  bool (*is_name)(const std::string& name);
};
constexpr NamedFormat kNamedFormats[] = {{DataFormat::kCifar, is_cifar_name},
                                         {DataFormat::kIdx, is_idx_name},
                                         {DataFormat::kTensors, is_npy_name}};

DataFormat recognise_folder(const fs::path& folder) {
  if (holds_image_files(folder)) return DataFormat::kImageFolder;
  for (const NamedFormat& named : kNamedFormats) {
    if (!files_named(folder, named.is_name).empty()) return named.format;
  }
  throw Error(ErrorKind::kData, "no images found", folder.string(),
              "neither it nor its class folders hold a .jpg, .png, .bmp, .tif or .webp file",
              kAccepted);
}

bool looks_like_text(std::string_view bytes) {
  constexpr size_t kEnough = 4096;
  return !bytes.empty() && bytes.substr(0, kEnough).find('\0') == std::string_view::npos;
}

DataFormat recognise_file(const fs::path& path) {
  const auto file = MappedFile::open(path);
  const std::string_view bytes = file->bytes();
  if (is_image(bytes)) return DataFormat::kImage;
  if (is_npy_name(path.filename().string())) return DataFormat::kTensors;
  if (is_idx(bytes) || is_gzip(bytes)) return DataFormat::kIdx;
  if (is_cifar_name(path.filename().string())) return DataFormat::kCifar;
  if (looks_like_text(bytes)) return DataFormat::kImageList;
  throw Error(ErrorKind::kData, "cannot read images", path.string(),
              bytes.empty() ? "the file is empty" : "the file is of no known format", kAccepted);
}

// The files of a data set: those of one part of a folder, or the one that is named.
std::vector<fs::path> dataset_files(const fs::path& path, bool (*is_name)(const std::string& name),
                                    Part part) {
  if (!fs::is_directory(path)) return {path};
  return files_of_part(files_named(path, is_name), part);
}

}  // namespace

DataFormat recognise_data(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return recognise_folder(path);
  if (fs::exists(path, ignored)) return recognise_file(path);
  throw Error(ErrorKind::kData, "cannot read images", path.string(),
              "there is no such folder or file", "check the path");
}

std::unique_ptr<ImageSet> open_images(const fs::path& path, Part part) {
  switch (recognise_data(path)) {
    case DataFormat::kImageFolder:
      return std::make_unique<ImageFiles>(scan_image_folder(path));
    case DataFormat::kImageList:
      return std::make_unique<ImageFiles>(read_image_list(path));
    case DataFormat::kImage:
      return std::make_unique<ImageFiles>(std::vector<ImageFile>{{path, -1}});
    case DataFormat::kCifar:
      return open_cifar(dataset_files(path, is_cifar_name, part));
    case DataFormat::kIdx:
      return open_idx(only_idx_file(dataset_files(path, is_idx_name, part), path));
    case DataFormat::kTensors:
      break;
  }
  throw Error(ErrorKind::kInternal, "tensors are no images", path.string());
}

bool holds_test_part(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored) || holds_image_files(path)) return false;
  for (const auto is_name : {is_cifar_name, is_idx_name}) {
    const std::vector<fs::path> files = files_named(path, is_name);
    if (std::any_of(files.begin(), files.end(),
                    [](const fs::path& file) { return part_of(file) == Part::kTest; })) {
      return true;
    }
  }
  return false;
}

}  // namespace msquant
