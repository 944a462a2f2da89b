#include "graph/op_kind.h"

#include <array>

namespace msquant {

const OpInfo& info_of(OpKind kind) {
  // In the order of the enumeration.
  static constexpr std::array<OpInfo, kOpKindCount> kTable{{
      {"Conv2d", 2, 3},     {"MatMul", 2, 3},    {"BiasAdd", 2, 2},    {"BatchNorm", 5, 5},
      {"Relu", 1, 1},       {"Relu6", 1, 1},     {"Sigmoid", 1, 1},    {"Softmax", 1, 1},
      {"Add", 2, 2},        {"Sub", 2, 2},       {"Mul", 2, 2},        {"Div", 2, 2},
      {"MaxPool", 1, 1},    {"AvgPool", 1, 1},   {"ReduceMean", 1, 1}, {"Reshape", 1, 1},
      {"Flatten", 1, 1},    {"Transpose", 1, 1}, {"Concat", 1, -1},    {"Pad", 1, 1},
      {"Cast", 1, 1},       {"Identity", 1, 1},  {"FakeQuant", 1, 1},  {"Quantize", 1, 1},
      {"Dequantize", 2, 2},
  }};
  return kTable[static_cast<size_t>(kind)];
}

}  // namespace msquant
