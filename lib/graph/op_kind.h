// The operators of the intermediate representation. Each format's reader lowers its own operators
// to these, and each writer spells these in its own words. Layout is NCHW throughout.
#pragma once

#include <cstdint>
#include <string_view>

namespace msquant {

// Inputs in order, `?` optional. Attributes in graph/attributes.h.
enum class OpKind : uint8_t {
  kConv2d,  // x[N,C,H,W], weight[K,C/groups,kh,kw], bias[K]? ; float or int8×int8(+int32)→int32
  kMatMul,  // a, b, bias? ; float or int8×int8(+int32)→int32; bias runs along the last dimension
  kBiasAdd,    // x, bias along dimension 1
  kBatchNorm,  // x, gamma, beta, mean, variance, all along dimension 1; inference form
  kRelu,
  kRelu6,
  kSigmoid,
  kSoftmax,
  kAdd,  // a, b with NumPy broadcasting
  kSub,
  kMul,
  kDiv,
  kMaxPool,
  kAvgPool,
  kReduceMean,
  kReshape,
  kFlatten,
  kTranspose,
  kConcat,  // one or more
  kPad,
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
