// The decoders behind decode_image() and what they share. Each turns the bytes of one file into a
// uint8 tensor [height, width, 3] and throws Error(kData), naming `file`, if it cannot do so
// completely.
#pragma once

#include <csetjmp>
#include <new>
#include <string>
#include <string_view>

#include "base/error.h"
#include "tensor/tensor.h"

namespace msquant {

Tensor decode_jpeg(std::string_view bytes, const std::string& file);
Tensor decode_png(std::string_view bytes, const std::string& file);
Tensor decode_bmp(std::string_view bytes, const std::string& file);
Tensor decode_tiff(std::string_view bytes, const std::string& file);
Tensor decode_webp(std::string_view bytes, const std::string& file);

// The Error for an image that cannot be decoded.
Error undecodable(const std::string& file, const std::string& because);

// Throws unless a declared size is one that decode_image() accepts.
void check_image_size(int64_t height, int64_t width, const std::string& file);

// How a C library that must not return from its error handler leaves it.
struct CodecEscape {
  std::jmp_buf landing;
  char message[256] = "";
  bool is_out_of_memory = false;

  // Runs `step`, which calls the C library and owns nothing that needs a destructor. Returns false
  // if the library's error handler jumped to `landing`; throws std::bad_alloc if that was for want
  // of memory, of which the image is innocent.
  template <class Step>
  bool run(const Step& step) {
    if (setjmp(landing) == 0) {
      step();
      return true;
    }
    if (is_out_of_memory) throw std::bad_alloc();
    return false;
  }
};

}  // namespace msquant
