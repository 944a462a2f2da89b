#include "quant/tensor_stats.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "quant/extent.h"

namespace msquant {

TensorStats::TensorStats(bool has_histogram) {
  if (has_histogram) histogram_.emplace();
}

const Histogram& TensorStats::histogram() const {
  MSQUANT_CHECK(has_histogram());
  return *histogram_;
}

void TensorStats::add(Span<const float> elements) {
  if (!histogram_) return add_block(elements, nullptr);
  Histogram::Sweep sweep(*histogram_);
  constexpr int64_t kBlock = Histogram::Sweep::kBlock;
  for (int64_t i = 0; i < elements.size(); i += kBlock) {
    add_block(elements.subspan(i, std::min(kBlock, elements.size() - i)), &sweep);
  }
}

void TensorStats::merge(const TensorStats& other) {
  MSQUANT_CHECK(has_histogram() == other.has_histogram());
  non_finite_count_ += other.non_finite_count_;
  if (other.count_ == 0) return;
  widen(other.min_, other.max_);
  count_ += other.count_;
  zero_count_ += other.zero_count_;
  if (histogram_) histogram_->merge(*other.histogram_);
}

void TensorStats::put_into(std::string& bytes) const {
  put(bytes, count_);
  put(bytes, zero_count_);
  put(bytes, non_finite_count_);
  put(bytes, min_);
  put(bytes, max_);
  put(bytes, has_histogram());
  if (histogram_) histogram_->put_into(bytes);
}

TensorStats TensorStats::taken_from(std::string_view& bytes) {
  TensorStats stats(/*has_histogram=*/false);
  stats.count_ = take<int64_t>(bytes);
  stats.zero_count_ = take<int64_t>(bytes);
  stats.non_finite_count_ = take<int64_t>(bytes);
  stats.min_ = take<float>(bytes);
  stats.max_ = take<float>(bytes);
  if (take<bool>(bytes)) stats.histogram_ = Histogram::taken_from(bytes);
  return stats;
}

void TensorStats::add_block(Span<const float> block, Histogram::Sweep* sweep) {
  if (block.empty()) return;
  const Extent extent = extent_of(block);
  if (!extent.is_finite()) return add_block(without_non_finite(block), sweep);
  widen(extent.min, extent.max);
  count_ += block.size();
  zero_count_ += extent.zeros;
  if (sweep != nullptr) sweep->add(block, extent.min, extent.max);
}

std::vector<float> TensorStats::without_non_finite(Span<const float> block) {
  std::vector<float> finite;
  std::copy_if(block.begin(), block.end(), std::back_inserter(finite),
               [](float x) { return std::isfinite(x); });
  non_finite_count_ += block.size() - static_cast<int64_t>(finite.size());
  return finite;
}

// To be called before count_ changes: the first extent replaces the initial zeros.
void TensorStats::widen(float min, float max) {
  min_ = count_ == 0 ? min : std::min(min_, min);
  max_ = count_ == 0 ? max : std::max(max_, max);
}

}  // namespace msquant
