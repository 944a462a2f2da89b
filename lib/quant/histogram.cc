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

constexpr int64_t kBlock = Histogram::Sweep::kBlock;
constexpr int64_t kSlack = 16;  // elements that may be written behind a block
static_assert(kBlock % kTables == 0);

MSQUANT_VECTORIZED void bins_of(const float* elements, float bins_per_unit, int32_t* bins,
                                int64_t count) {
  for (int64_t i = 0; i < count; ++i) bins[i] = static_cast<int32_t>(elements[i] * bins_per_unit);
}

// The bins of the elements, where the processor can leave them out without those of bin 0: after a
// ReLU that is half of them. Returns their number.
#ifdef MSQUANT_HAS_AVX512_VERSIONS
__attribute__((target("avx512f"))) int64_t bins_to_count(const float* elements, float bins_per_unit,
                                                         int32_t* bins, int64_t count) {
  constexpr int64_t kLanes = 16;
  const __m512 factor = _mm512_set1_ps(bins_per_unit);
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i += kLanes) {
    const auto rest = static_cast<int>(std::min(kLanes, count - i));
    const auto lanes = static_cast<__mmask16>((1u << rest) - 1);
    const __m512 scaled = _mm512_mul_ps(_mm512_maskz_loadu_ps(lanes, elements + i), factor);
    const __m512i bin = _mm512_maskz_cvttps_epi32(lanes, scaled);
    const __mmask16 is_not_zero = _mm512_test_epi32_mask(bin, bin);
    _mm512_storeu_si512(bins + kept, _mm512_maskz_compress_epi32(is_not_zero, bin));
    kept += __builtin_popcount(is_not_zero);
  }
  return kept;
}
__attribute__((target("default")))
#endif
int64_t
bins_to_count(const float* elements, float bins_per_unit, int32_t* bins, int64_t count) {
  bins_of(elements, bins_per_unit, bins, count);
  return count;
}

// At most kBlock elements.
void count_block(const float* elements, float bins_per_unit, int64_t count) {
  alignas(64) std::array<int32_t, kBlock + kSlack> bins;
  const int64_t kept = bins_to_count(elements, bins_per_unit, bins.data(), count);
  uint32_t* const zero_bin = scratch.data() + slot(0);
  *zero_bin += static_cast<uint32_t>(count - kept);
  int64_t i = 0;
  for (const int32_t* bin = bins.data(); i + kTables <= kept; i += kTables, bin += kTables) {
    ++zero_bin[bin[0]];
    ++zero_bin[bin[1] + kTableStride];
    ++zero_bin[bin[2] + 2 * kTableStride];
    ++zero_bin[bin[3] + 3 * kTableStride];
  }
  for (; i < kept; ++i) ++zero_bin[bins[static_cast<size_t>(i)]];
}

// Moves what the scratch tables hold of the bins from `first` to `last`.
MSQUANT_VECTORIZED void drain_scratch(int64_t* counts, size_t first, size_t last) {
  for (size_t i = first; i <= last; ++i) {
    int64_t sum = 0;
    for (size_t table = 0; table < kTables; ++table) sum += scratch[table * kTableStride + i];
    counts[i] += sum;
  }
  for (size_t table = 0; table < kTables; ++table) {
    std::fill(&scratch[table * kTableStride + first], &scratch[table * kTableStride + last] + 1, 0);
  }
}

}  // namespace

Histogram::Histogram() : exponent_(kLeastExponent), counts_(kTableSize) {}

void Histogram::Sweep::add(Span<const float> block, float min, float max) {
  MSQUANT_CHECK(std::isfinite(min) && std::isfinite(max) && block.size() <= kBlock);
  // So many that no counter of 32 bits overflows.
  constexpr int64_t kMost = int64_t{1} << 30;
  const float magnitude = std::max(-min, max);
  if (!histogram_.holds(magnitude) || count_ > kMost) {
    drain();
    histogram_.grow_to(exponent_for(magnitude));
  }
  const float bins_per_unit = std::ldexp(1.0f, -histogram_.exponent_);
  count_block(block.data(), bins_per_unit, block.size());
  count_ += block.size();
  first_ = std::min(first_, static_cast<int>(min * bins_per_unit));
  last_ = std::max(last_, static_cast<int>(max * bins_per_unit));
}

void Histogram::Sweep::drain() {
  drain_scratch(histogram_.counts_.data(), slot(first_), slot(last_));
  first_ = last_ = 0;
  count_ = 0;
}

bool Histogram::holds(float magnitude) const {
  return magnitude < std::ldexp(1.0f, exponent_ + kMagnitudeBits);
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
