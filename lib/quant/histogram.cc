#include "quant/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/bytes.h"
#include "base/error.h"
#include "quant/vectorize.h"

namespace msquant {
namespace {

constexpr int kMagnitudeBits = 11;
static_assert(Histogram::kLastBin == (1 << kMagnitudeBits) - 1);
constexpr int kTableSize = 2 * Histogram::kLastBin + 2;

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

// What one call counts, before it goes to the histogram: all zero between calls. Neighbouring
// elements that fall into one bin (zeros after a ReLU) are counted in different tables, so that no
// increment waits for the one before it.
constexpr int kTables = 4;
// Not 16 KiB: a processor takes addresses of equal low 12 bits for the same one at first.
constexpr int kTableStride = kTableSize + 320;
thread_local std::array<uint32_t, kTables * kTableStride> scratch;

constexpr int64_t kBlock = 512;
static_assert(kBlock % kTables == 0);

MSQUANT_VECTORIZED void bins_of(const float* elements, float bins_per_unit, int32_t* bins,
                                int64_t count) {
  for (int64_t i = 0; i < count; ++i) bins[i] = static_cast<int32_t>(elements[i] * bins_per_unit);
}

// At most kBlock elements.
void count_block(const float* elements, float bins_per_unit, int64_t count) {
  alignas(64) std::array<int32_t, kBlock> bins;
  bins_of(elements, bins_per_unit, bins.data(), count);
  uint32_t* const zero_bin = scratch.data() + slot(0);
  int64_t i = 0;
  for (const int32_t* bin = bins.data(); i + kTables <= count; i += kTables, bin += kTables) {
    ++zero_bin[bin[0]];
    ++zero_bin[bin[1] + kTableStride];
    ++zero_bin[bin[2] + 2 * kTableStride];
    ++zero_bin[bin[3] + 3 * kTableStride];
  }
  for (; i < count; ++i) ++zero_bin[bins[static_cast<size_t>(i)]];
}

// Moves what the scratch tables hold of the bins from -last to last.
void drain_scratch(std::vector<int64_t>& counts, int last) {
  for (size_t i = slot(-last); i <= slot(last); ++i) {
    for (size_t table = 0; table < kTables; ++table) {
      counts[i] += std::exchange(scratch[table * kTableStride + i], 0);
    }
  }
}

}  // namespace

Histogram::Histogram() : exponent_(kLeastExponent), counts_(kTableSize) {}

void Histogram::add(Span<const float> elements, float max_magnitude) {
  MSQUANT_CHECK(std::isfinite(max_magnitude));
  grow_to(exponent_for(max_magnitude));
  const float bins_per_unit = std::ldexp(1.0f, -exponent_);
  // So many that no counter of 32 bits overflows.
  constexpr int64_t kMost = int64_t{1} << 30;
  for (int64_t start = 0; start < elements.size(); start += kMost) {
    const int64_t end = std::min(start + kMost, elements.size());
    for (int64_t i = start; i < end; i += kBlock) {
      count_block(elements.data() + i, bins_per_unit, std::min(kBlock, end - i));
    }
    drain_scratch(counts_, static_cast<int>(max_magnitude * bins_per_unit));
  }
}

void Histogram::merge(const Histogram& other) {
  grow_to(other.exponent_);
  const int doublings = exponent_ - other.exponent_;
  for (int bin = -kLastBin; bin <= kLastBin; ++bin) {
    counts_[slot(widened(bin, doublings))] += other.count(bin);
  }
}

void Histogram::put_into(std::string& bytes) const {
  put(bytes, exponent_);
  for (const int64_t count : counts_) put(bytes, count);
}

Histogram Histogram::taken_from(std::string_view& bytes) {
  Histogram histogram;
  histogram.exponent_ = take<int>(bytes);
  for (int64_t& count : histogram.counts_) count = take<int64_t>(bytes);
  return histogram;
}

void Histogram::grow_to(int exponent) {
  if (exponent <= exponent_) return;
  const Histogram narrow = std::exchange(*this, Histogram());
  exponent_ = exponent;
  merge(narrow);
}

int64_t Histogram::count(int bin) const { return counts_[slot(bin)]; }

double Histogram::width() const { return std::ldexp(1.0, exponent_); }

}  // namespace msquant
