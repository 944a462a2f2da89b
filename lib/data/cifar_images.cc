#include "data/cifar_images.h"

#include <array>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "data/folder.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

using Files = std::vector<std::shared_ptr<const MappedFile>>;

constexpr int64_t kSide = 32, kPlane = kSide * kSide, kPixelBytes = 3 * kPlane;

struct Layout {
  const char* name;
  int64_t label_bytes;
  std::array<int, 2> classes;  // of each label byte; the last byte is the label
  int64_t record_bytes() const { return label_bytes + kPixelBytes; }
};
constexpr std::array<Layout, 2> kLayouts{{{"CIFAR-10", 1, {10, 0}}, {"CIFAR-100", 2, {20, 100}}}};

int byte_at(std::string_view bytes, int64_t at) {
  return static_cast<uint8_t>(bytes[static_cast<size_t>(at)]);
}

int64_t record_count(const MappedFile& file, const Layout& layout) {
  return static_cast<int64_t>(file.size()) / layout.record_bytes();
}

// Whether the file is whole records whose labels are those of `layout`.
bool holds(const MappedFile& file, const Layout& layout) {
  const int64_t records = record_count(file, layout);
  if (records == 0 || static_cast<int64_t>(file.size()) % layout.record_bytes() != 0) return false;
  for (int64_t record = 0; record < records; ++record) {
    for (int64_t i = 0; i < layout.label_bytes; ++i) {
      const int label = byte_at(file.bytes(), record * layout.record_bytes() + i);
      if (label >= layout.classes[static_cast<size_t>(i)]) return false;
    }
  }
  return true;
}

const Layout& layout_of(const MappedFile& file) {
  for (const Layout& layout : kLayouts) {
    if (holds(file, layout)) return layout;
  }
  throw Error(ErrorKind::kData, "cannot read images", file.path().string(),
              "its " + std::to_string(file.size()) +
                  " bytes are neither records of CIFAR-10 (3073 bytes, label 0 to 9) nor of "
                  "CIFAR-100 (3074 bytes, labels 0 to 19 and 0 to 99)",
              "download the binary version of the data set again");
}

// Throws unless all files hold the same data set.
const Layout& common_layout(const Files& files) {
  const Layout& first = layout_of(*files.front());
  for (const auto& file : files) {
    const Layout& other = layout_of(*file);
    if (&other == &first) continue;
    throw Error(ErrorKind::kData, "cannot read images", file->path().string(),
                "it holds " + std::string(other.name) + ", and " + files.front()->path().string() +
                    " holds " + first.name,
                "name the files of one data set");
  }
  return first;
}

std::vector<int> labels_of(const Files& files, const Layout& layout) {
  std::vector<int> labels;
  for (const auto& file : files) {
    for (int64_t record = 0; record < record_count(*file, layout); ++record) {
      const int64_t start = record * layout.record_bytes();
      labels.push_back(byte_at(file->bytes(), start + layout.label_bytes - 1));
    }
  }
  return labels;
}

class CifarImages : public ImageSet {
 public:
  CifarImages(Files files, const Layout& layout)
      : ImageSet(labels_of(files, layout)), files_(std::move(files)), layout_(layout) {}

  std::string name(int64_t index) const override {
    const auto [file, record] = place_of(index);
    return file->path().string() + ": image " + std::to_string(record);
  }

  Tensor pixels(int64_t index) const override {
    const auto [file, record] = place_of(index);
    const int64_t start = record * layout_.record_bytes() + layout_.label_bytes;
    Tensor image = Tensor::uninitialized(DType::kUInt8, {kSide, kSide, 3});
    uint8_t* to = image.mutable_data<uint8_t>().data();
    for (int64_t pixel = 0; pixel < kPlane; ++pixel) {
      for (int64_t channel = 0; channel < 3; ++channel) {
        *to++ = static_cast<uint8_t>(byte_at(file->bytes(), start + channel * kPlane + pixel));
      }
    }
    return image;
  }

 private:
  std::pair<const MappedFile*, int64_t> place_of(int64_t index) const {
    for (const auto& file : files_) {
      const int64_t records = record_count(*file, layout_);
      if (index < records) return {file.get(), index};
      index -= records;
    }
    MSQUANT_CHECK(false);
  }

  Files files_;
  const Layout& layout_;
};

}  // namespace

bool is_cifar_name(const std::string& name) { return lower_extension(name) == ".bin"; }

std::unique_ptr<ImageSet> open_cifar(const std::vector<fs::path>& paths) {
  Files files;
  for (const fs::path& path : paths) files.push_back(MappedFile::open(path));
  const Layout& layout = common_layout(files);
  return std::make_unique<CifarImages>(std::move(files), layout);
}

}  // namespace msquant
