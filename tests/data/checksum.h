// One number for the bytes of an image, which depends on their order; NumPy computes it as
// sum(b * (i % 65521 + 1)).
#pragma once

#include <cstdint>

#include "tensor/tensor.h"

namespace msquant {

inline int64_t checksum(const Tensor& image) {
  const Span<const uint8_t> bytes = image.data<uint8_t>();
  int64_t sum = 0;
  for (int64_t i = 0; i < bytes.size(); ++i) sum += bytes[i] * (i % 65521 + 1);
  return sum;
}

}  // namespace msquant
