#include "data/image_files.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "data/decode_image.h"
#include "data/folder.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

// GIF is here although it cannot be decoded: reported, it is not missed.
const std::set<std::string> kImageExtensions = {".jpg", ".jpeg", ".png", ".bmp",
                                                ".tif", ".tiff", ".gif", ".webp"};

// Beside the stamps of files.
constexpr FileStamp kNotOpened = 0, kUnreadable = 1, kChanged = 2;

bool is_image_name(const std::string& name) {
  return kImageExtensions.count(lower_extension(name)) > 0;
}

std::vector<fs::path> folders_in(const fs::path& root) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const fs::directory_entry& entry : sorted_entries(root)) {
    if (entry.is_directory(ignored)) folders.push_back(entry.path());
  }
  return folders;
}

void add_images(const fs::path& folder, int label, std::vector<ImageFile>& files) {
  for (fs::path& path : files_named(folder, is_image_name)) {
    files.push_back({std::move(path), label});
  }
}

// "folder/a photo.jpg 7" → path and 7; without a number at the end the whole line is the path.
ImageFile parse_line(std::string_view line) {
  const size_t space = line.find_last_of(" \t");
  if (space == std::string_view::npos) return {line, -1};
  const std::string_view word = line.substr(space + 1);
  int label = -1;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), label);
  if (error != std::errc() || end != word.data() + word.size() || label < 0) return {line, -1};
  const size_t last = line.find_last_not_of(" \t", space);
  return {line.substr(0, last + 1), label};
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view kSpaces = " \t\r";
  const size_t first = line.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kSpaces) - first + 1);
}

std::vector<int> labels_of(const std::vector<ImageFile>& files) {
  std::vector<int> labels;
  labels.reserve(files.size());
  for (const ImageFile& file : files) labels.push_back(file.label);
  return labels;
}

}  // namespace

ImageFiles::ImageFiles(std::vector<ImageFile> files)
    : ImageSet(labels_of(files)), files_(std::move(files)), stamps_(files_.size()) {}

std::string ImageFiles::name(int64_t index) const {
  return files_.at(static_cast<size_t>(index)).path.string();
}

Tensor ImageFiles::pixels(int64_t index) const {
  return decode_image(*open(static_cast<size_t>(index)));
}

std::shared_ptr<const MappedFile> ImageFiles::open(size_t index) const {
  const fs::path& path = files_.at(index).path;
  std::shared_ptr<const MappedFile> file;
  std::optional<Error> failure;
  try {
    file = MappedFile::open(path);
  } catch (const Error& error) {
    failure = error;
  }
  const FileStamp now = file ? file->stamp() : kUnreadable;
  FileStamp before = kNotOpened;
  if (!stamps_[index].compare_exchange_strong(before, now) && before != now) {
    stamps_[index] = kChanged;
    require_same_file(path, before, now);
  }
  if (failure) throw Error(*failure);
  return file;
}

bool ImageFiles::has_changed(int64_t index) const {
  return stamps_.at(static_cast<size_t>(index)) == kChanged;
}

std::vector<ImageFile> scan_image_folder(const fs::path& root) {
  std::vector<ImageFile> files;
  const std::vector<fs::path> classes = folders_in(root);
  int label = 0;
  for (const fs::path& folder : classes) add_images(folder, label++, files);
  if (classes.empty()) add_images(root, -1, files);
  return files;
}

bool holds_image_files(const fs::path& root) {
  const std::vector<fs::path> classes = folders_in(root);
  if (classes.empty()) return !files_named(root, is_image_name).empty();
  return std::any_of(classes.begin(), classes.end(), [](const fs::path& folder) {
    return !files_named(folder, is_image_name).empty();
  });
}

std::vector<ImageFile> read_image_list(const fs::path& list) {
  const auto file = MappedFile::open(list);
  std::vector<ImageFile> files;
  std::string_view rest = file->bytes();
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    ImageFile image = parse_line(line);
    image.path = list.parent_path() / image.path;
    files.push_back(std::move(image));
  }
  if (files.empty()) {
    throw Error(ErrorKind::kData, "no images found", list.string(), "the list is empty",
                "write one line 'path label' for each image");
  }
  return files;
}

}  // namespace msquant
