// The operators of the intermediate representation. Each format's reader lowers its own operators
// to these, and each writer spells these in its own words. Layout is NCHW throughout.
#pragma once

#include <cstdint>
#include <string_view>

namespace msquant {

// Inputs in order, `?` optional. Attributes in graph/attributes.h.
enum class OpKind : uint8_t {
  kConv2d,  // x[N,C,H,W], weight[K,C/groups,kh,kw], bias[K]? ; float or int8×int8(+int32)→int32
  kConvTranspose2d,  // x[N,C,H,W], weight[C,K/groups,kh,kw], bias[K]?
  kMatMul,  // a, b, bias? ; float or int8×int8(+int32)→int32; bias runs along the last dimension
  kBiasAdd,    // x, bias along dimension 1
  kBatchNorm,  // x, gamma, beta, mean, variance, all along dimension 1; inference form
  kLayerNorm,  // x, gamma, beta, both of the shape of the normalized (last) dimensions
  kGroupNorm,  // x[N,C,...], gamma[C], beta[C]
  kRelu,       // x, as all functions of one element down to kSigmoid; some have FunctionAttrs
  kRelu6,
  kLeakyRelu,    // x < 0 ? alpha * x : x
  kElu,          // x < 0 ? alpha * (e^x - 1) : x
  kClip,         // min(max(x, alpha), beta)
  kHardSigmoid,  // min(max(alpha * x + beta, 0), 1)
  kHardSwish,    // x * min(max(x + 3, 0), 6) / 6
  kSwish,        // x * sigmoid(x)
  kMish,         // x * tanh(softplus(x))
  kGelu,         // x * (1 + erf(x / √2)) / 2
  kGeluTanh,     // its approximation x * (1 + tanh(√(2/π) * (x + 0.044715 * x³))) / 2
  kSoftplus,     // ln(1 + e^x)
  kTanh,
  kErf,
  kSqrt,
  kRsqrt,
  kNeg,
  kAbs,
  kExp,
  kLog,
  kSigmoid,
  kSoftmax,
  kAdd,  // a, b with NumPy broadcasting, as all functions of two elements down to kPRelu
  kSub,
  kMul,
  kDiv,
  kMaximum,
  kMinimum,
  kPow,
  kPRelu,  // a < 0 ? b * a : a
  kMaxPool,
  kAvgPool,
  kAdaptiveAvgPool,
  kResize,
  kReduceMean,
  kReduceSum,
  kReduceMax,
  kReshape,
  kFlatten,
  kTranspose,
  kConcat,  // one or more
  kPad,
  kSlice,
  kGather,       // x, indices int32 of any shape
  kBroadcastTo,  // by NumPy's rules
  kTile,
  kCast,
  kIdentity,   // dropout in inference, and other operators that do nothing
  kFakeQuant,  // x ; with parameters: simulates quantization; without: marks x for observation
  kQuantize,   // x float → int8: clip(round_half_even(x * inverse_scale + zero_point), -128, 127)
  kDequantize,  // x int32, scale float32[channels] → float: x * scale
};

inline constexpr int kOpKindCount = static_cast<int>(OpKind::kDequantize) + 1;

// What every operator of a kind has in common.
struct OpInfo {
  std::string_view name;  // "Conv2d", as printed by dump() and in messages
  int min_inputs;
  int max_inputs;  // -1: any number
};

const OpInfo& info_of(OpKind kind);
inline std::string_view name_of(OpKind kind) { return info_of(kind).name; }

}  // namespace msquant
