#include "graph/op_kind.h"

#include <array>

namespace msquant {

const OpInfo& info_of(OpKind kind) {
  // In the order of the enumeration.
  static constexpr std::array<OpInfo, kOpKindCount> kTable{{
      {"Conv2d", 2, 3},      {"ConvTranspose2d", 2, 3},
      {"MatMul", 2, 3},      {"BiasAdd", 2, 2},
      {"BatchNorm", 5, 5},   {"LayerNorm", 3, 3},
      {"GroupNorm", 3, 3},   {"Relu", 1, 1},
      {"Relu6", 1, 1},       {"LeakyRelu", 1, 1},
      {"Elu", 1, 1},         {"Clip", 1, 1},
      {"HardSigmoid", 1, 1}, {"HardSwish", 1, 1},
      {"Swish", 1, 1},       {"Mish", 1, 1},
      {"Gelu", 1, 1},        {"GeluTanh", 1, 1},
      {"Softplus", 1, 1},    {"Tanh", 1, 1},
      {"Erf", 1, 1},         {"Sqrt", 1, 1},
      {"Rsqrt", 1, 1},       {"Neg", 1, 1},
      {"Abs", 1, 1},         {"Exp", 1, 1},
      {"Log", 1, 1},         {"Sigmoid", 1, 1},
      {"Softmax", 1, 1},     {"Add", 2, 2},
      {"Sub", 2, 2},         {"Mul", 2, 2},
      {"Div", 2, 2},         {"Maximum", 2, 2},
      {"Minimum", 2, 2},     {"Pow", 2, 2},
      {"PRelu", 2, 2},       {"MaxPool", 1, 1},
      {"AvgPool", 1, 1},     {"AdaptiveAvgPool", 1, 1},
      {"Resize", 1, 1},      {"ReduceMean", 1, 1},
      {"ReduceSum", 1, 1},   {"ReduceMax", 1, 1},
      {"Reshape", 1, 1},     {"Flatten", 1, 1},
      {"Transpose", 1, 1},   {"Concat", 1, -1},
      {"Pad", 1, 1},         {"Slice", 1, 1},
      {"Gather", 2, 2},      {"BroadcastTo", 1, 1},
      {"Tile", 1, 1},        {"Cast", 1, 1},
      {"Identity", 1, 1},    {"FakeQuant", 1, 1},
      {"Quantize", 1, 1},    {"Dequantize", 2, 2},
  }};
  return kTable[static_cast<size_t>(kind)];
}

}  // namespace msquant
