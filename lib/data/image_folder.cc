#include "data/image_folder.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <random>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/files.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

// GIF and WebP are here although they cannot be decoded: reported, they are not missed.
const std::set<std::string> kImageExtensions = {".jpg", ".jpeg", ".png", ".bmp",
                                                ".tif", ".tiff", ".gif", ".webp"};

bool is_hidden(const fs::path& path) { return path.filename().native().front() == '.'; }

bool is_image_name(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return kImageExtensions.count(extension) > 0;
}

// What lies in a folder, sorted by the bytes of the names.
std::vector<fs::directory_entry> sorted_entries(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  fs::directory_iterator it(folder, error);
  while (!error && it != fs::directory_iterator()) {
    if (!is_hidden(it->path())) entries.push_back(*it);
    it.increment(error);
  }
  if (error) {
    throw Error(ErrorKind::kIo, "cannot read image folder", folder.string(), error.message(),
                "check its permissions");
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.path().native() < b.path().native(); });
  return entries;
}

void add_images(const std::vector<fs::directory_entry>& entries, int label, ImageFolder& folder) {
  std::error_code ignored;  // an entry that cannot be examined shows itself when it is decoded
  for (const fs::directory_entry& entry : entries) {
    if (entry.is_directory(ignored) || !is_image_name(entry.path())) continue;
    folder.samples.push_back({entry.path(), label});
  }
}

// "folder/a photo.jpg 7" → path and 7; without a number at the end the whole line is the path.
Sample parse_line(std::string_view line) {
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

// std::shuffle and std::uniform_int_distribution differ between standard libraries.
void shuffle(std::vector<Sample>& samples, std::mt19937_64& random) {
  for (size_t i = samples.size(); i > 1; --i) std::swap(samples[i - 1], samples[random() % i]);
}

// Whose turn it is, `count` times: every label that has samples left, in order, again and again.
std::vector<int> round_robin(const std::map<int, std::vector<Sample>>& by_label, size_t count) {
  std::vector<int> turns;
  for (size_t round = 0; turns.size() < count; ++round) {
    for (const auto& [label, samples] : by_label) {
      if (round < samples.size() && turns.size() < count) turns.push_back(label);
    }
  }
  return turns;
}

}  // namespace

ImageFolder scan_image_folder(const fs::path& root) {
  std::error_code ignored;
  if (!fs::is_directory(root, ignored)) {
    throw Error(ErrorKind::kData, "cannot read image folder", root.string(),
                "there is no such folder", "check the path");
  }
  ImageFolder folder{root, {}, {}};
  const std::vector<fs::directory_entry> entries = sorted_entries(root);
  for (const fs::directory_entry& entry : entries) {
    if (!entry.is_directory(ignored)) continue;
    const auto label = static_cast<int>(folder.classes.size());
    folder.classes.push_back(entry.path().filename().string());
    add_images(sorted_entries(entry.path()), label, folder);
  }
  if (folder.classes.empty()) add_images(entries, -1, folder);
  if (folder.samples.empty()) {
    throw Error(ErrorKind::kData, "no images found", root.string(),
                "neither it nor its class folders hold a .jpg, .png, .bmp or .tif file",
                "point at the folder that holds the images or the class folders");
  }
  return folder;
}

ImageFolder read_image_list(const fs::path& list) {
  const auto file = MappedFile::open(list);
  ImageFolder folder{list.parent_path(), {}, {}};
  std::string_view rest = file->bytes();
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    Sample sample = parse_line(line);
    sample.path = folder.root / sample.path;
    folder.samples.push_back(std::move(sample));
  }
  if (folder.samples.empty()) {
    throw Error(ErrorKind::kData, "no images found", list.string(), "the list is empty",
                "write one line 'path label' for each image");
  }
  return folder;
}

std::vector<Sample> pick_samples(const ImageFolder& folder, int64_t count,
                                 std::optional<uint64_t> seed) {
  std::map<int, std::vector<Sample>> by_label;
  for (const Sample& sample : folder.samples) by_label[sample.label].push_back(sample);
  if (seed) {
    std::mt19937_64 random(*seed);
    for (auto& [label, samples] : by_label) shuffle(samples, random);
  }
  const auto wanted = static_cast<size_t>(
      std::clamp<int64_t>(count, 0, static_cast<int64_t>(folder.samples.size())));
  const std::vector<int> turns = round_robin(by_label, wanted);
  std::map<int, size_t> share, taken;
  for (int label : turns) ++share[label];
  std::vector<Sample> picked;
  picked.reserve(wanted);
  for (int label : turns) {
    const std::vector<Sample>& samples = by_label[label];
    picked.push_back(samples[taken[label]++ * samples.size() / share[label]]);
  }
  return picked;
}

}  // namespace msquant
