#include "evaluate/deviation.h"

#include <cmath>
#include <limits>

namespace msquant {

void Deviation::add(Span<const float> expected, Span<const float> actual) {
  MSQUANT_CHECK(expected.size() == actual.size());
  for (int64_t i = 0; i < expected.size(); ++i) {
    const double e = expected[i], a = actual[i];
    signal_ += e * e;
    noise_ += (e - a) * (e - a);
    energy_ += a * a;
    product_ += e * a;
  }
}

void Deviation::add(const Deviation& other) {
  signal_ += other.signal_;
  noise_ += other.noise_;
  energy_ += other.energy_;
  product_ += other.product_;
}

bool Deviation::is_finite() const { return std::isfinite(signal_) && std::isfinite(energy_); }

double Deviation::sqnr_db() const {
  if (noise_ == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal_ / noise_);
}

double Deviation::cosine() const {
  if (noise_ == 0) return 1;
  if (signal_ == 0 || energy_ == 0) return 0;
  return product_ / (std::sqrt(signal_) * std::sqrt(energy_));
}

}  // namespace msquant
