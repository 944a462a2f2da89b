// JPEG through libjpeg itself: OpenCV fills the missing part of an incomplete file with grey, and
// libjpeg's own handlers print to stderr.
//
// jpeglib.h needs <cstdio> before it and jerror.h after it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <vector>

#include "data/codecs.h"

namespace msquant {
namespace {

struct ErrorManager {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is a pointer to this struct
  CodecEscape escape;
};

[[noreturn]] void give_up(j_common_ptr info) {
  CodecEscape& escape = reinterpret_cast<ErrorManager*>(info->err)->escape;
  static_assert(sizeof(escape.message) >= JMSG_LENGTH_MAX);
  info->err->format_message(info, escape.message);
  escape.is_out_of_memory = info->err->msg_code == JERR_OUT_OF_MEMORY;
  std::longjmp(escape.landing, 1);
}

// Stops at the warnings after which libjpeg makes pixels up; the others are harmless.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;  // not a warning
  switch (info->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
      give_up(info);
    default:
      break;
  }
}

class Decompressor {
 public:
  Decompressor(std::string_view bytes, const std::string& file) : file_(file) {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = give_up;
    errors_.base.emit_message = on_message;
    run([&] {
      jpeg_create_decompress(&info_);
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    });
  }
  ~Decompressor() { jpeg_destroy_decompress(&info_); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  template <class Step>
  void run(const Step& step) {
    if (!errors_.escape.run(step)) throw undecodable(file_, errors_.escape.message);
  }

  jpeg_decompress_struct& info() { return info_; }

 private:
  const std::string& file_;
  ErrorManager errors_{};
  jpeg_decompress_struct info_{};
};

// What MindSpore computes: Adobe's files hold inverted inks.
void cmyk_to_rgb(const std::vector<uint8_t>& cmyk, bool is_inverted, uint8_t* rgb) {
  for (size_t i = 0; i < cmyk.size(); i += 4) {
    for (size_t c = 0; c < 3; ++c) {
      const int ink = is_inverted ? cmyk[i + c] : 255 - cmyk[i + c];
      const int black = is_inverted ? cmyk[i + 3] : 255 - cmyk[i + 3];
      *rgb++ = static_cast<uint8_t>(ink * black / 255);
    }
  }
}

}  // namespace

Tensor decode_jpeg(std::string_view bytes, const std::string& file) {
  Decompressor decompressor(bytes, file);
  jpeg_decompress_struct& info = decompressor.info();
  decompressor.run([&] { jpeg_read_header(&info, TRUE); });
  check_image_size(info.image_height, info.image_width, file);

  const bool is_cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  const int64_t height = info.image_height, width = info.image_width;
  Tensor image = Tensor::allocate(DType::kUInt8, {height, width, 3});
  std::vector<uint8_t> cmyk(is_cmyk ? static_cast<size_t>(width) * 4 : 0);
  uint8_t* pixels = image.mutable_data<uint8_t>().data();
  decompressor.run([&] {
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
      uint8_t* rgb = pixels + info.output_scanline * width * 3;
      JSAMPROW row = is_cmyk ? cmyk.data() : rgb;
      jpeg_read_scanlines(&info, &row, 1);
      if (is_cmyk) cmyk_to_rgb(cmyk, info.saw_Adobe_marker, rgb);
    }
    jpeg_finish_decompress(&info);
  });
  return image;
}

}  // namespace msquant
