// Sums that do not depend on the order of their terms, nor on how they are split into partial sums.
#pragma once

#include <array>
#include <cstdint>

namespace msquant {

// A sum of float64 numbers without any rounding: a fixed-point number of 2,272 bits, enough for
// every float64 (a long accumulator: U. Kulisch, "Computer Arithmetic and Validity", 2008). About
// ten times as slow as `+=`, so it is meant for partial sums: of an image, say.
class ExactSum {
 public:
  void add(double x);
  void add(const ExactSum& other);

  // The sum, rounded; equal sums give equal bits. NaN or infinite if a term was.
  double value() const;

 private:
  static constexpr int kLimbs = 71;

  void carry();

  // Σ limbs_[i] 2^(32 i) units, of which each add() changes three limbs by less than 2^32.
  std::array<int64_t, kLimbs> limbs_{};
  int64_t adds_ = 0;       // since the last carry()
  double non_finite_ = 0;  // the sum of terms that are not finite
};

}  // namespace msquant
