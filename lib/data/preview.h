// An input of a network as a picture, to see with one's own eyes what the network sees.
#pragma once

#include <string>

#include "data/preprocess.h"
#include "tensor/tensor.h"

namespace msquant {

// Undoes mean, std, rescale and color on float32 [1, C, H, W], C 1 or 3: the pixels
// resize_and_crop() gave, uint8 [H, W, C] in RGB.
Tensor restored_pixels(const Tensor& input, const Preprocessing& steps);

// The same of an input nobody knows the preprocessing of: its smallest element black, its largest
// white.
Tensor stretched_pixels(const Tensor& input);

// A PNG file's content from uint8 [H, W, 3], RGB, or [H, W, 1].
std::string to_png(const Tensor& pixels);

}  // namespace msquant
