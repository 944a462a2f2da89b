#include "quant/histogram.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"

namespace msquant {
namespace {

constexpr int kMagnitudeBits = 11;
static_assert(Histogram::kLastBin == (1 << kMagnitudeBits) - 1);
constexpr size_t kTableSize = 2 * Histogram::kLastBin + 2;

// The least width, 2^-64, keeps both the width and its inverse ordinary float32 numbers. Its bins
// reach to 2^-53, far below any activation that quantization can tell from zero. Where x / width
// would underflow, x is in bin 0 either way.
constexpr int kLeastExponent = -64;

// The exponent of the narrowest width of which every value up to `max_magnitude` has a bin.
int exponent_for(float max_magnitude) {
  int exponent = 0;
  std::frexp(max_magnitude, &exponent);  // max_magnitude < 2^exponent
  return std::max(exponent - kMagnitudeBits, kLeastExponent);
}

size_t slot(int bin) { return static_cast<size_t>(bin + Histogram::kLastBin); }

// The bin that `bin` becomes part of when the width doubles `doublings` times.
int widened(int bin, int doublings) { return bin / (1 << std::min(doublings, kMagnitudeBits)); }

}  // namespace

Histogram::Histogram() : exponent_(kLeastExponent), even_(kTableSize), odd_(kTableSize) {}

void Histogram::add(Span<const float> elements, float max_magnitude) {
  MSQUANT_CHECK(std::isfinite(max_magnitude));
  grow_to(exponent_for(max_magnitude));
  const float bins_per_unit = std::ldexp(1.0f, -exponent_);
  int64_t* const even = &even_[slot(0)];
  int64_t* const odd = &odd_[slot(0)];
  int64_t i = 0;
  for (; i + 2 <= elements.size(); i += 2) {
    ++even[static_cast<int>(elements[i] * bins_per_unit)];
    ++odd[static_cast<int>(elements[i + 1] * bins_per_unit)];
  }
  if (i < elements.size()) ++even[static_cast<int>(elements[i] * bins_per_unit)];
}

void Histogram::merge(const Histogram& other) {
  grow_to(other.exponent_);
  const int doublings = exponent_ - other.exponent_;
  for (int bin = -kLastBin; bin <= kLastBin; ++bin) {
    even_[slot(widened(bin, doublings))] += other.count(bin);
  }
}

void Histogram::grow_to(int exponent) {
  if (exponent <= exponent_) return;
  const Histogram narrow = std::exchange(*this, Histogram());
  exponent_ = exponent;
  merge(narrow);
}

int64_t Histogram::count(int bin) const { return even_[slot(bin)] + odd_[slot(bin)]; }

double Histogram::width() const { return std::ldexp(1.0, exponent_); }

}  // namespace msquant
