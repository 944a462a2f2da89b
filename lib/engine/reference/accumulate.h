// How sums of products are formed: of float32 in double, of int8 exactly in int64.
#pragma once

#include <cstdint>

#include "graph/graph.h"

namespace msquant {

template <class Element>
struct Accumulator;

template <>
struct Accumulator<float> {
  using Sum = double;
  using Result = float;
  static float result(double sum, const Node&) { return static_cast<float>(sum); }
};

template <>
struct Accumulator<int8_t> {
  using Sum = int64_t;
  using Result = int32_t;
  // Throws Error(kModel) naming the node if the sum does not fit int32.
  static int32_t result(int64_t sum, const Node& node);
};

}  // namespace msquant
