// Image files to pixels, with the results of MindSpore's Decode operator: RGB, alpha dropped,
// 16-bit samples cut to 8, palettes and grey expanded, EXIF orientation not applied.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/files.h"
#include "tensor/tensor.h"

namespace msquant {

// 400 MB of pixels: no camera takes more, and the few bytes of a header can declare it.
constexpr int64_t kMaxImagePixels = int64_t{1} << 27;

// Whether a file begins like one of the formats that decode_image() reads.
bool is_image(std::string_view bytes);

// Decoded pixels: uint8 [height, width, 3], RGB. The content decides on the format, not the name:
// JPEG, PNG, BMP or TIFF, the formats that MindSpore reads, or WebP, which it reads with
// Decode(to_pil=True). Throws Error(kData) naming the file if it is anything else (GIF) or
// animated, is damaged or incomplete, or declares more than kMaxImagePixels; Error(kIo) if it
// cannot be opened. Unlike MindSpore, which fills the missing rows of a JPEG file cut near its end
// with grey, it refuses every incomplete file. May be called from many threads.
Tensor decode_image(const MappedFile& file);
Tensor decode_image(const std::filesystem::path& path);

}  // namespace msquant
