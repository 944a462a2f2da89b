// PNG through libpng itself: OpenCV leaves libpng's handlers in place, which print to stderr for
// files as common as those with an old sRGB profile.
#include <png.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "data/codecs.h"

namespace msquant {
namespace {

[[noreturn]] void give_up(png_structp png, png_const_charp message) {
  auto& escape = *static_cast<CodecEscape*>(png_get_error_ptr(png));
  std::snprintf(escape.message, sizeof(escape.message), "%s", message);
  std::longjmp(escape.landing, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

png_voidp allocate(png_structp png, png_alloc_size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) static_cast<CodecEscape*>(png_get_mem_ptr(png))->is_out_of_memory = true;
  return memory;
}

void release(png_structp, png_voidp memory) { std::free(memory); }

void read_bytes(png_structp png, png_bytep to, size_t count) {
  auto& rest = *static_cast<std::string_view*>(png_get_io_ptr(png));
  if (count > rest.size()) png_error(png, "the file ends early");
  std::memcpy(to, rest.data(), count);
  rest.remove_prefix(count);
}

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& file) : file_(file), rest_(bytes) {
    png_ = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &escape_, give_up, ignore_warning,
                                    &escape_, allocate, release);
    info_ = png_ != nullptr ? png_create_info_struct(png_) : nullptr;
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      if (escape_.is_out_of_memory) throw std::bad_alloc();
      throw undecodable(file_, "libpng cannot be started");
    }
    png_set_read_fn(png_, &rest_, read_bytes);
  }
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <class Step>
  void run(const Step& step) {
    if (!escape_.run(step)) throw undecodable(file_, escape_.message);
  }

  png_structp png() { return png_; }
  png_infop info() { return info_; }

 private:
  const std::string& file_;
  std::string_view rest_;
  CodecEscape escape_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

// Whatever the file holds, rows of 8-bit RGB come out.
void expand_to_rgb(png_structp png, png_infop info) {
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
}

}  // namespace

Tensor decode_png(std::string_view bytes, const std::string& file) {
  Reader reader(bytes, file);
  const png_structp png = reader.png();
  const png_infop info = reader.info();
  reader.run([&] { png_read_info(png, info); });
  const int64_t height = png_get_image_height(png, info), width = png_get_image_width(png, info);
  check_image_size(height, width, file);

  reader.run([&] { expand_to_rgb(png, info); });
  MSQUANT_CHECK(png_get_rowbytes(png, info) == static_cast<size_t>(width) * 3);
  Tensor image = Tensor::allocate(DType::kUInt8, {height, width, 3});
  std::vector<png_bytep> rows(static_cast<size_t>(height));
  uint8_t* row = image.mutable_data<uint8_t>().data();
  for (png_bytep& pointer : rows) {
    pointer = row;
    row += width * 3;
  }
  reader.run([&] {
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
  });
  return image;
}

}  // namespace msquant
