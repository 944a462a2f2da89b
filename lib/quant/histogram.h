// Counts of values in bins of equal width, made so that partial histograms merge exactly.
//
// A value x falls into the bin trunc(x / width), a number in [-2047, 2047]; the bin of zero is
// therefore twice as wide as the others. The width is always a power of two, and
// trunc(trunc(x / w) / 2) = trunc(x / 2w): doubling the width moves whole bins and splits none.
// The width itself follows from the largest magnitude seen. Hence counts do not depend on the order
// of values, on batches, or on which partial histogram is merged into which.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/span.h"

namespace msquant {

class Histogram {
 public:
  static constexpr int kLastBin = 2047;  // bins are numbered from -kLastBin to kLastBin

  Histogram();

  // Counts elements block after block, so that a caller needs to read them once only. The histogram
  // holds them when the sweep ends; one thread runs one sweep at a time.
  class Sweep {
   public:
    static constexpr int64_t kBlock = 512;

    explicit Sweep(Histogram& histogram) : histogram_(histogram) {}
    ~Sweep() { drain(); }
    Sweep(const Sweep&) = delete;
    Sweep& operator=(const Sweep&) = delete;

    // At most kBlock elements, all finite; `min` and `max` are the smallest and the largest.
    void add(Span<const float> block, float min, float max);

   private:
    void drain();

    Histogram& histogram_;
    int first_ = 0, last_ = 0;  // bins counted since the last drain()
    int64_t count_ = 0;
  };

  // As if everything added to `other` had been added here.
  void merge(const Histogram& other);

  // Appends the histogram to `bytes`, and takes one from their front; see base/bytes.h.
  void put_into(std::string& bytes) const;
  static Histogram taken_from(std::string_view& bytes);

  int64_t count(int bin) const;
  double width() const;
  // The bin covers the values between these, without the end that is farther from zero.
  double lower_edge(int bin) const { return (bin > 0 ? bin : bin - 1) * width(); }
  double upper_edge(int bin) const { return (bin < 0 ? bin : bin + 1) * width(); }

 private:
  void grow_to(int exponent);
  bool holds(float magnitude) const;

  int exponent_;  // width = 2^exponent_
  std::vector<int64_t> counts_;
};

}  // namespace msquant
