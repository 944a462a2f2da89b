#include "base/exact_sum.h"

#include <cmath>

namespace msquant {
namespace {

constexpr int kLimbBits = 32;
constexpr int64_t kLimb = int64_t{1} << kLimbBits;
constexpr int kMantissaBits = 53;
// The least float64 is 2^-1074; as a mantissa of 53 bits it ends 52 bits below that.
constexpr int kUnitExponent = -1074 - kMantissaBits;
constexpr int64_t kMostAdds = int64_t{1}
                              << 30;  // of less than 2^32 each, so that no limb overflows

using Wide = __int128;

}  // namespace

void ExactSum::add(double x) {
  if (!std::isfinite(x)) {
    non_finite_ += x;
    return;
  }
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  const auto digits = static_cast<int64_t>(std::ldexp(mantissa, kMantissaBits));
  const int position = exponent - kMantissaBits - kUnitExponent;
  Wide shifted = static_cast<Wide>(digits) * (Wide{1} << (position % kLimbBits));
  for (auto limb = static_cast<size_t>(position / kLimbBits); shifted != 0; ++limb) {
    limbs_[limb] += static_cast<int64_t>(shifted % kLimb);
    shifted /= kLimb;
  }
  if (++adds_ == kMostAdds) carry();
}

void ExactSum::add(const ExactSum& other) {
  ExactSum carried = other;
  carried.carry();
  for (size_t i = 0; i < kLimbs; ++i) limbs_[i] += carried.limbs_[i];
  non_finite_ += other.non_finite_;
  if (++adds_ == kMostAdds) carry();
}

// Brings every limb but the last into [0, 2^32): one way only to write a number.
void ExactSum::carry() {
  for (size_t i = 0; i + 1 < kLimbs; ++i) {
    const int64_t digit = limbs_[i] & (kLimb - 1);
    limbs_[i + 1] += (limbs_[i] - digit) / kLimb;
    limbs_[i] = digit;
  }
  adds_ = 0;
}

double ExactSum::value() const {
  if (non_finite_ != 0) return non_finite_;
  ExactSum carried = *this;
  carried.carry();
  const bool is_negative = carried.limbs_.back() < 0;
  if (is_negative) {
    for (int64_t& limb : carried.limbs_) limb = -limb;
    carried.carry();
  }
  double magnitude = 0;
  for (size_t i = kLimbs; i-- > 0;) {
    magnitude += std::ldexp(static_cast<double>(carried.limbs_[i]),
                            static_cast<int>(i) * kLimbBits + kUnitExponent);
  }
  return is_negative ? -magnitude : magnitude;
}

}  // namespace msquant
