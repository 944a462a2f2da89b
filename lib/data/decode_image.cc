#include "data/decode_image.h"

#include "base/files.h"
#include "data/codecs.h"

namespace msquant {
namespace {

struct Codec {
  std::string_view magic;  // what its files hold at `offset`
  size_t offset;
  Tensor (*decode)(std::string_view bytes, const std::string& file);
};

const Codec* find_codec(std::string_view bytes) {
  using namespace std::string_view_literals;
  static constexpr Codec kCodecs[] = {
      {"\xFF\xD8\xFF"sv, 0, decode_jpeg},
      {"\x89PNG\r\n\x1A\n"sv, 0, decode_png},
      {"BM"sv, 0, decode_bmp},
      {"II*\0"sv, 0, decode_tiff},
      {"MM\0*"sv, 0, decode_tiff},
      {"WEBP"sv, 8, decode_webp},  // behind "RIFF" and a size
  };
  for (const Codec& codec : kCodecs) {
    if (bytes.size() < codec.offset) continue;
    if (bytes.substr(codec.offset, codec.magic.size()) == codec.magic) return &codec;
  }
  return nullptr;
}

}  // namespace

Error undecodable(const std::string& file, const std::string& because) {
  return Error(ErrorKind::kData, "cannot decode image", file, because,
               "replace the file or leave it out");
}

void check_image_size(int64_t height, int64_t width, const std::string& file) {
  if (height > 0 && width > 0 && height <= kMaxImagePixels / width) return;
  throw undecodable(file, "it declares " + std::to_string(width) + " x " + std::to_string(height) +
                              " pixels; between 1 and " + std::to_string(kMaxImagePixels) +
                              " pixels are accepted");
}

bool is_image(std::string_view bytes) { return find_codec(bytes) != nullptr; }

Tensor decode_image(const std::filesystem::path& path) {
  return decode_image(*MappedFile::open(path));
}

Tensor decode_image(const MappedFile& mapped) {
  const std::string_view bytes = mapped.bytes();
  const std::string file = mapped.path().string();
  if (const Codec* codec = find_codec(bytes)) return codec->decode(bytes, file);
  if (bytes.empty()) throw undecodable(file, "the file is empty");
  throw undecodable(file, "its content is not JPEG, PNG, BMP, TIFF or WebP");
}

}  // namespace msquant
