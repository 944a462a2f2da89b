// Functions of elements, normalization and reductions.
#include "formats/air/ge_port_types.h"

namespace msquant {
namespace {

using namespace std::string_view_literals;
using namespace ge_types;
using Kind = GeAttributeKind;

constexpr uint64_t kRelu = kUnary | kCommonIntegers;
constexpr uint64_t kArithmetic = kRelu | types(DT_BOOL);
constexpr uint64_t kSum = kArithmetic ^ types(DT_UINT16);
constexpr uint64_t kExtreme = kUnary | kIndex;
constexpr uint64_t kAbs = kUnary | types(DT_INT8, DT_INT16, DT_INT32, DT_INT64);
constexpr uint64_t kNeg = kUnary | types(DT_INT8, DT_INT32, DT_INT64);
constexpr uint64_t kReducedMax = kFloatBf16 | types(DT_UINT8, DT_INT8, DT_INT32);

// x → y of the same types.
GePrototype unary(std::string_view type, uint64_t accepted,
                  std::vector<GeAttribute> attributes = {}) {
  return {type, one("x", accepted), one("y", accepted), std::move(attributes)};
}

GePrototype binary(std::string_view type, uint64_t accepted) {
  return {type, two(accepted), one("y", accepted), {}};
}

// y = log or exp of (scale * x + shift) to a base; -1 stands for e.
std::vector<GeAttribute> base_attributes() {
  return {
      {"base", Kind::kFloat, -1.0f}, {"scale", Kind::kFloat, 1.0f}, {"shift", Kind::kFloat, 0.0f}};
}

std::vector<GePrototype> elementwise_prototypes() {
  return {unary("Relu", kRelu),
          unary("Relu6", kNumber),
          unary("LeakyRelu", kUnary, {{"negative_slope", Kind::kFloat, 0.0f}}),
          {"PRelu", {{"x", kFloatBf16}, {"weight", kFloatBf16}}, one("y", kFloatBf16), {}},
          unary("Elu", kUnary,
                {{"alpha", Kind::kFloat, 1.0f},
                 {"scale", Kind::kFloat, 1.0f},
                 {"input_scale", Kind::kFloat, 1.0f}}),
          unary("Sigmoid", kUnary),
          unary("Tanh", kUnary),
          unary("Swish", kFloatBf16, {{"scale", Kind::kFloat, 1.0f}}),
          unary("HardSwish", kFloatBf16),
          {"HardSigmoid",
           one("input_x", kFloatBf16 | kI32),
           one("output_y", kFloatBf16),
           {{"alpha", Kind::kFloat, 0.16666666f}, {"beta", Kind::kFloat, 0.5f}}},
          unary("Gelu", kFloatBf16),
          unary("Mish", kFloatBf16),
          unary("Softplus", kUnary),
          unary("Erf", kUnary),
          unary("Sqrt", kUnary),
          unary("Rsqrt", kUnary),
          unary("Exp", kUnary, base_attributes()),
          unary("Log", kUnary, base_attributes()),
          unary("Abs", kAbs),
          unary("Neg", kNeg),
          {"ClipByValue",
           {{"x", kNumber}, {"clip_value_min", kNumber}, {"clip_value_max", kNumber}},
           one("y", kNumber),
           {}},
          unary("Cast", kNumberBool, {{"dst_type", Kind::kInt}}),
          unary("Identity", kNumberBool),
          binary("Add", kSum),
          binary("Sub", kArithmetic),
          binary("Mul", kNumber),
          {"RealDiv", two(kArithmetic), one("y", kRelu), {}},
          binary("Maximum", kExtreme),
          binary("Minimum", kExtreme),
          binary("Pow", kNumber)};
}

std::vector<GePrototype> normalization_prototypes() {
  return {{"BatchNorm",
           {{"x", kFloat},
            {"scale", kF32},
            {"offset", kF32},
            {"mean", kF32, GePortKind::kOptional},
            {"variance", kF32, GePortKind::kOptional}},
           {{"y", kFloat},
            {"batch_mean", kF32},
            {"batch_variance", kF32},
            {"reserve_space_1", kF32},
            {"reserve_space_2", kF32},
            {"reserve_space_3", kF32}},
           {{"epsilon", Kind::kFloat, 1e-4f},
            {"data_format", Kind::kString, "NHWC"sv},
            {"is_training", Kind::kBool, true},
            {"exponential_avg_factor", Kind::kFloat, 1.0f}}},
          {"LayerNorm",
           {{"x", kFloatBf16}, {"gamma", kFloatBf16}, {"beta", kFloatBf16}},
           {{"y", kFloatBf16}, {"mean", kFloatBf16}, {"variance", kFloatBf16}},
           {{"begin_norm_axis", Kind::kInt, int64_t{0}},
            {"begin_params_axis", Kind::kInt, int64_t{0}},
            {"epsilon", Kind::kFloat, 1e-7f}}},
          unary("SoftmaxV2", kUnary,
                {{"axes", Kind::kInts, std::vector<int64_t>{-1}},
                 {"half_to_float", Kind::kBool, false}})};
}

// With the axes as a second input, or as an attribute.
GePrototype reduction(std::string_view type) {
  return {type,
          {{"x", kNumber}, {"axes", kIndex}},
          one("y", kNumber),
          {{"keep_dims", Kind::kBool, false}, {"noop_with_empty_axes", Kind::kBool, true}}};
}

GePrototype reduction_d(std::string_view type, uint64_t accepted) {
  return unary(type, accepted, {{"axes", Kind::kInts}, {"keep_dims", Kind::kBool, false}});
}

std::vector<GePrototype> reduction_prototypes() {
  return {reduction("ReduceMean"),
          reduction("ReduceSum"),
          reduction("ReduceMax"),
          reduction_d("ReduceMeanD", kFloatBf16),
          reduction_d("ReduceSumD", kFloatBf16),
          reduction_d("ReduceMaxD", kReducedMax)};
}

}  // namespace

std::vector<GePrototype> function_prototypes() {
  std::vector<GePrototype> all = elementwise_prototypes();
  for (const auto& family : {normalization_prototypes(), reduction_prototypes()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace msquant
