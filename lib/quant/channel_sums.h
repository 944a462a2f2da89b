// What activations show of each of their channels.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tensor/channel_layout.h"
#include "tensor/span.h"

namespace msquant {

// Of one image: the largest magnitude, Σ x and Σ x² of each channel. Sums run over the pixels in
// their order, so that they do not depend on the layout.
struct ChannelSums {
  std::vector<float> range;
  std::vector<double> sum, squares;
  int64_t count = 0;  // elements of each channel

  explicit ChannelSums(int64_t channels);

  // Elements of one image, where a channel of `layout` is one of these or, with the image in C
  // order, a part of one.
  void add(Span<const float> elements, ChannelLayout layout);
};

// Raises each element of `range` to that of `other`.
void widen(std::vector<float>& range, const std::vector<float>& other);

}  // namespace msquant
