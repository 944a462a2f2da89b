// BMP and TIFF through OpenCV, as MindSpore does. OpenCV allocates what a header declares, so the
// declared size is read first. Layouts: Microsoft's BITMAPINFOHEADER; TIFF 6.0, section 2.
#include <dlfcn.h>

#include <cstdlib>
#include <iostream>
#include <limits>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "data/codecs.h"

namespace msquant {
namespace {

// Integers at known places of a file.
class Fields {
 public:
  Fields(std::string_view bytes, bool is_big_endian, const std::string& file)
      : bytes_(bytes), is_big_endian_(is_big_endian), file_(file) {}

  int64_t u16(int64_t offset) const { return read(offset, 2); }
  int64_t u32(int64_t offset) const { return read(offset, 4); }

 private:
  int64_t read(int64_t offset, int size) const {
    if (offset > static_cast<int64_t>(bytes_.size()) - size) {
      throw undecodable(file_, "the file ends inside its header");
    }
    uint64_t value = 0;
    for (int i = 0; i < size; ++i) {
      const int64_t at = offset + (is_big_endian_ ? i : size - 1 - i);
      value = value << 8 | static_cast<uint8_t>(bytes_[static_cast<size_t>(at)]);
    }
    return static_cast<int64_t>(value);
  }

  std::string_view bytes_;
  bool is_big_endian_;
  const std::string& file_;
};

// OpenCV says what it dislikes on std::cerr, where nothing else of the program writes. While one of
// these lives, that is discarded.
class SilentCerr {
 public:
  SilentCerr() : lock_(mutex()), buffer_(std::cerr.rdbuf(nullptr)) {}
  ~SilentCerr() { std::cerr.rdbuf(buffer_); }
  SilentCerr(const SilentCerr&) = delete;
  SilentCerr& operator=(const SilentCerr&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one_for_all;
    return one_for_all;
  }
  std::lock_guard<std::mutex> lock_;
  std::streambuf* buffer_;
};

using Decode = cv::Mat (*)(cv::InputArray encoded, int flags);

// cv::imdecode(), loaded when it is needed: its library brings more than a hundred others (GDAL
// and what that reads), which would take a tenth of a second of every start.
Decode find_imdecode(const std::string& file) {
  static void* const library = ::dlopen(MSQUANT_OPENCV_IMGCODECS, RTLD_NOW | RTLD_LOCAL);
  static void* const symbol =
      library != nullptr ? ::dlsym(library, "_ZN2cv8imdecodeERKNS_11_InputArrayEi") : nullptr;
  if (symbol == nullptr) {
    throw Error(ErrorKind::kUnsupported, "cannot decode BMP and TIFF images", file,
                MSQUANT_OPENCV_IMGCODECS " cannot be loaded", "install OpenCV's imgcodecs");
  }
  return reinterpret_cast<Decode>(symbol);
}

Tensor decode_with_opencv(std::string_view bytes, const std::string& file) {
  if (bytes.size() > std::numeric_limits<int>::max()) {
    throw undecodable(file, "the file is larger than 2 GB");
  }
  const Decode imdecode = find_imdecode(file);
  cv::Mat pixels;
  try {
    const SilentCerr silent;
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8U,
                          const_cast<char*>(bytes.data()));
    pixels = imdecode(encoded, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception& e) {
    if (e.code == cv::Error::StsNoMem) throw std::bad_alloc();
    throw undecodable(file, e.err);
  }
  if (pixels.empty())
    throw undecodable(file,
                      "its content is damaged, incomplete or of a kind that OpenCV does not read");
  Tensor image = Tensor::allocate(DType::kUInt8, {pixels.rows, pixels.cols, 3});
  cv::Mat rgb(pixels.rows, pixels.cols, CV_8UC3, image.mutable_data<uint8_t>().data());
  cv::cvtColor(pixels, rgb, cv::COLOR_BGR2RGB);
  return image;
}

}  // namespace

Tensor decode_bmp(std::string_view bytes, const std::string& file) {
  constexpr int64_t kCoreHeaderSize = 12;
  const Fields fields(bytes, false, file);
  const bool is_core = fields.u32(14) == kCoreHeaderSize;
  const int64_t width = is_core ? fields.u16(18) : fields.u32(18);
  // A negative height means rows from top to bottom.
  const int64_t height =
      is_core ? fields.u16(20) : std::abs(int64_t{static_cast<int32_t>(fields.u32(22))});
  check_image_size(height, width, file);
  return decode_with_opencv(bytes, file);
}

Tensor decode_tiff(std::string_view bytes, const std::string& file) {
  constexpr int64_t kImageWidth = 256, kImageLength = 257, kShort = 3;
  const Fields fields(bytes, bytes[0] == 'M', file);
  const int64_t directory = fields.u32(4);
  const int64_t entries = fields.u16(directory);
  int64_t width = 0, height = 0;
  for (int64_t i = 0; i < entries; ++i) {
    const int64_t entry = directory + 2 + 12 * i;
    const int64_t tag = fields.u16(entry);
    if (tag != kImageWidth && tag != kImageLength) continue;
    const bool is_short = fields.u16(entry + 2) == kShort;
    (tag == kImageWidth ? width : height) =
        is_short ? fields.u16(entry + 8) : fields.u32(entry + 8);
  }
  check_image_size(height, width, file);
  return decode_with_opencv(bytes, file);
}

}  // namespace msquant
