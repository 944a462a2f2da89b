// How the channels of an activation lie in memory.
#pragma once

#include "tensor/shape.h"

namespace msquant {

// Four nested loops: the element of image n, channel c and pixel s stands at
//   ((n * blocks + c / block) * pixels + s) * block + c % block
// NHWC has that form too, if each pixel is taken for an image of its own.
struct ChannelLayout {
  int64_t images = 1, blocks = 1, pixels = 1, block = 1;

  int64_t padded_channels() const { return blocks * block; }
};

// Of C order: dimension 1 counts the channels. A vector is one image of one pixel.
inline ChannelLayout plain_channel_layout(const Shape& shape) {
  if (shape.size() < 2) return {1, element_count(shape), 1, 1};
  return {shape[0], shape[1], element_count(Shape(shape.begin() + 2, shape.end())), 1};
}

}  // namespace msquant
