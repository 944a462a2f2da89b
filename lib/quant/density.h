// The distribution that statistics stand for: an atom at zero, and in each bin of the histogram a
// uniform density, cut off at the exact minimum and maximum.
#pragma once

#include <vector>

#include "quant/tensor_stats.h"

namespace msquant {

class Density {
 public:
  explicit Density(const TensorStats& stats);

  // The value below which `fraction` of the elements lie, interpolated within its bin. `fraction`
  // is in (0, 1]; 0 if there are no elements.
  double quantile(double fraction) const;

  // Expected sum of squared differences between the elements and their int8 representation
  // scale * (clip(round(x / scale) + zero_point, -128, 127) - zero_point).
  double quantization_loss(float scale, int zero_point) const;

  // Expected sum of squared differences between the elements and the nearest of the `count` levels
  // first, first + step, …
  double rounding_loss(double first, double step, int count) const;

  // Numbers of elements in `bins` bins of equal width between `low` and `high`, low < high; the
  // last bin includes `high`. Elements outside are left out.
  std::vector<double> counts(double low, double high, int bins) const;

 private:
  // `count` elements spread evenly over [low, high], or all at one point if low == high.
  struct Cell {
    double low, high, count;
  };
  struct Rounding;
  double loss(const Rounding& rounding) const;

  std::vector<Cell> cells_;  // ascending
  double count_ = 0;
};

}  // namespace msquant
