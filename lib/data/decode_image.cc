#include "data/decode_image.h"

#include "base/files.h"
#include "data/codecs.h"

namespace msquant {
namespace {

bool starts_with(std::string_view bytes, std::string_view magic) {
  return bytes.substr(0, magic.size()) == magic;
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

Tensor decode_image(const std::filesystem::path& path) {
  using namespace std::string_view_literals;
  const auto mapped = MappedFile::open(path);
  const std::string_view bytes = mapped->bytes();
  const std::string file = path.string();
  if (starts_with(bytes, "\xFF\xD8\xFF"sv)) return decode_jpeg(bytes, file);
  if (starts_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return decode_png(bytes, file);
  if (starts_with(bytes, "BM"sv)) return decode_bmp(bytes, file);
  if (starts_with(bytes, "II*\0"sv) || starts_with(bytes, "MM\0*"sv)) {
    return decode_tiff(bytes, file);
  }
  if (bytes.empty()) throw undecodable(file, "the file is empty");
  throw undecodable(file, "its content is not JPEG, PNG, BMP or TIFF");
}

}  // namespace msquant
