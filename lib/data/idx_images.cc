#include "data/idx_images.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "data/codecs.h"
#include "data/folder.h"
#include "data/idx_file.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

constexpr const char* kPacked = ".gz";

bool is_packed(const fs::path& path) { return lower_extension(path) == kPacked; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The file of labels that belongs to a file of images, if it is there.
std::optional<fs::path> labels_beside(const fs::path& images) {
  const fs::path unpacked = is_packed(images) ? images.stem() : images.filename();
  const std::string name =
      replaced(replaced(unpacked.string(), "images", "labels"), "idx3", "idx1");
  if (name == unpacked) return std::nullopt;
  for (const std::string& candidate : {name, name + kPacked}) {
    const fs::path path = images.parent_path() / candidate;
    if (fs::is_regular_file(path)) return path;
  }
  return std::nullopt;
}

std::vector<int> labels_of(const IdxFile& images) {
  const auto count = static_cast<size_t>(images.shape[0]);
  const auto path = labels_beside(images.path);
  if (!path) return std::vector<int>(count, -1);
  const IdxFile file = read_idx(*path, 1);
  if (file.elements.size() != count) {
    throw Error(ErrorKind::kData, "labels do not fit the images", path->string(),
                "it holds " + std::to_string(file.elements.size()) + " labels, and " +
                    images.path.string() + " " + std::to_string(count) + " images",
                "download the data set again");
  }
  std::vector<int> labels;
  labels.reserve(count);
  for (char label : file.elements) labels.push_back(static_cast<uint8_t>(label));
  return labels;
}

class IdxImages : public ImageSet {
 public:
  explicit IdxImages(IdxFile file) : ImageSet(labels_of(file)), file_(std::move(file)) {
    check_image_size(file_.shape[1], file_.shape[2], file_.path.string());
  }

  std::string name(int64_t index) const override {
    return file_.path.string() + ": image " + std::to_string(index);
  }

  Tensor pixels(int64_t index) const override {
    const int64_t height = file_.shape[1], width = file_.shape[2];
    Tensor image = Tensor::uninitialized(DType::kUInt8, {height, width, 3});
    uint8_t* to = image.mutable_data<uint8_t>().data();
    const auto size = static_cast<size_t>(height * width);
    for (char grey : file_.elements.substr(static_cast<size_t>(index) * size, size)) {
      to = std::fill_n(to, 3, static_cast<uint8_t>(grey));
    }
    return image;
  }

 private:
  IdxFile file_;
};

}  // namespace

bool is_idx_name(const std::string& name) { return name.find("idx3") != std::string::npos; }

std::unique_ptr<ImageSet> open_idx(const fs::path& images) {
  return std::make_unique<IdxImages>(read_idx(images, 3));
}

fs::path only_idx_file(const std::vector<fs::path>& files, const fs::path& folder) {
  std::vector<fs::path> left;
  std::vector<std::string> names;
  for (const fs::path& file : files) {
    const fs::path unpacked = file.parent_path() / file.stem();
    if (is_packed(file) && std::find(files.begin(), files.end(), unpacked) != files.end()) continue;
    left.push_back(file);
    names.push_back(file.filename().string());
  }
  if (left.size() == 1) return left.front();
  throw Error(ErrorKind::kData, "cannot tell which images are meant", folder.string(),
              "it holds " + joined(names), "name one of these files");
}

}  // namespace msquant
