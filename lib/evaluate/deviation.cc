#include "evaluate/deviation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace msquant {

void Deviation::add(Span<const float> expected, Span<const float> actual) {
  MSQUANT_CHECK(expected.size() == actual.size());
  for (int64_t i = 0; i < expected.size(); ++i) {
    const double e = expected[i], a = actual[i];
    signal_ += e * e;
    noise_ += (e - a) * (e - a);
    energy_ += a * a;
    product_ += e * a;
    largest_ = std::max(largest_, std::abs(e - a));
  }
}

void Deviation::add(const Deviation& other) {
  signal_ += other.signal_;
  noise_ += other.noise_;
  energy_ += other.energy_;
  product_ += other.product_;
  largest_ = std::max(largest_, other.largest_);
}

bool Deviation::is_finite() const { return std::isfinite(signal_) && std::isfinite(energy_); }

double Deviation::sqnr_db() const {
  if (noise_ == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal_ / noise_);
}

double Deviation::cosine() const {
  if (noise_ == 0) return 1;
  const double length = std::sqrt(signal_) * std::sqrt(energy_);
  return length == 0 ? 0 : product_ / length;
}

}  // namespace msquant
