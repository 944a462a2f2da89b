#include "formats/air/ge_prototypes.h"

#include <algorithm>

#include "base/error.h"
#include "ge_ir.pb.h"

namespace msquant {
namespace {

using namespace std::string_view_literals;
using Kind = GeAttributeKind;

constexpr auto kOptional = GePortKind::kOptional;
constexpr auto kDynamic = GePortKind::kDynamic;

template <class... Types>
constexpr uint64_t types(Types... all) {
  return ((uint64_t{1} << all) | ...);
}

using namespace ge::proto;

constexpr uint64_t kF32 = types(DT_FLOAT);
constexpr uint64_t kFloat = types(DT_FLOAT, DT_FLOAT16);
constexpr uint64_t kFloatBf16 = kFloat | types(DT_BF16);
constexpr uint64_t kFloatDouble = kFloat | types(DT_DOUBLE);
constexpr uint64_t kI8 = types(DT_INT8);
constexpr uint64_t kI32 = types(DT_INT32);
constexpr uint64_t kIndex = types(DT_INT32, DT_INT64);
constexpr uint64_t kCommonIntegers =
    types(DT_INT8, DT_INT16, DT_INT32, DT_INT64, DT_UINT8, DT_UINT16);
constexpr uint64_t kIntegers = kCommonIntegers | types(DT_UINT32, DT_UINT64);
constexpr uint64_t kNumber = kIntegers | kFloatDouble | types(DT_BF16);
constexpr uint64_t kAll = ~uint64_t{0} ^ types(DT_UNDEFINED);
constexpr uint64_t kConst = kNumber | types(DT_BOOL, DT_INT4);
constexpr uint64_t kConv = kFloatBf16 | kI8;
constexpr uint64_t kConvResult = kFloatBf16 | kI32;
constexpr uint64_t kMatrix = kConvResult | types(DT_INT8, DT_INT4);
constexpr uint64_t kMaxPool = kFloatDouble | kCommonIntegers;
constexpr uint64_t kRelu = kMaxPool | types(DT_BF16);
constexpr uint64_t kArithmetic = kRelu | types(DT_BOOL);
constexpr uint64_t kSum = kArithmetic ^ types(DT_UINT16);

std::vector<GePort> one(std::string_view name, uint64_t accepted) { return {{name, accepted}}; }

std::vector<GePort> two(uint64_t accepted) { return {{"x1", accepted}, {"x2", accepted}}; }

// Source: the REG_OP blocks of CANN's operator prototypes (docs/formats.md). Complex, string and
// quantized element types, which msquant never writes, are left out.
const std::vector<GePrototype>& table() {
  static const std::vector<GePrototype> kTable{
      {"Data", one("x", kAll), one("y", kAll), {{"index", Kind::kInt, int64_t{0}}}},
      {"Const", {}, one("y", kConst), {{"value", Kind::kTensor}}},
      {"Constant", {}, one("y", kConst), {{"value", Kind::kTensor}}},
      {"NetOutput", {{"__input", kAll, kDynamic}}, {}, {}},

      {"AscendQuant",
       one("x", kFloat),
       one("y", types(DT_INT8, DT_INT4)),
       {{"scale", Kind::kFloat},
        {"offset", Kind::kFloat},
        {"sqrt_mode", Kind::kBool, false},
        {"round_mode", Kind::kString, "Round"sv},
        {"dst_type", Kind::kInt, int64_t{2}}}},
      {"AscendDequant",
       {{"x", kI32}, {"deq_scale", types(DT_FLOAT16, DT_UINT64)}},
       one("y", kFloat),
       {{"sqrt_mode", Kind::kBool, false},
        {"relu_flag", Kind::kBool, false},
        {"dtype", Kind::kInt, int64_t{0}}}},

      {"Conv2D",
       {{"x", kConv},
        {"filter", kConv},
        {"bias", kFloat | kI32, kOptional},
        {"offset_w", kI8, kOptional}},
       one("y", kConvResult),
       {{"strides", Kind::kInts},
        {"pads", Kind::kInts},
        {"dilations", Kind::kInts, std::vector<int64_t>{1, 1, 1, 1}},
        {"groups", Kind::kInt, int64_t{1}},
        {"data_format", Kind::kString, "NHWC"sv},
        {"offset_x", Kind::kInt, int64_t{0}}}},
      {"MatMul",
       {{"x1", kConvResult}, {"x2", kConvResult}, {"bias", kConvResult, kOptional}},
       one("y", kConvResult),
       {{"transpose_x1", Kind::kBool, false}, {"transpose_x2", Kind::kBool, false}}},
      {"MatMulV2",
       {{"x1", kMatrix},
        {"x2", kMatrix},
        {"bias", kConvResult, kOptional},
        {"offset_w", types(DT_INT8, DT_INT4), kOptional}},
       one("y", kConvResult),
       {{"transpose_x1", Kind::kBool, false},
        {"transpose_x2", Kind::kBool, false},
        {"offset_x", Kind::kInt, int64_t{0}}}},
      {"BatchMatMul",
       two(kConvResult),
       one("y", kConvResult),
       {{"adj_x1", Kind::kBool, false}, {"adj_x2", Kind::kBool, false}}},
      {"BiasAdd",
       {{"x", kNumber}, {"bias", kNumber}},
       one("y", kNumber),
       {{"data_format", Kind::kString, "NHWC"sv}}},
      {"BatchNorm",
       {{"x", kFloat},
        {"scale", kF32},
        {"offset", kF32},
        {"mean", kF32, kOptional},
        {"variance", kF32, kOptional}},
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

      {"Relu", one("x", kRelu), one("y", kRelu), {}},
      {"Relu6", one("x", kNumber), one("y", kNumber), {}},
      {"Sigmoid",
       one("x", kFloatDouble | types(DT_BF16)),
       one("y", kFloatDouble | types(DT_BF16)),
       {}},
      {"SoftmaxV2",
       one("x", kFloatDouble | types(DT_BF16)),
       one("y", kFloatDouble | types(DT_BF16)),
       {{"axes", Kind::kInts, std::vector<int64_t>{-1}}, {"half_to_float", Kind::kBool, false}}},
      {"Add", two(kSum), one("y", kSum), {}},
      {"Sub", two(kArithmetic), one("y", kArithmetic), {}},
      {"Mul", two(kNumber), one("y", kNumber), {}},
      {"RealDiv", two(kArithmetic), one("y", kRelu), {}},

      {"MaxPool",
       one("x", kMaxPool),
       one("y", kMaxPool),
       {{"ksize", Kind::kInts},
        {"strides", Kind::kInts},
        {"padding", Kind::kString},
        {"data_format", Kind::kString, "NHWC"sv}}},
      {"AvgPool",
       one("x", kFloatDouble),
       one("y", kFloatDouble),
       {{"ksize", Kind::kInts},
        {"strides", Kind::kInts},
        {"padding", Kind::kString},
        {"data_format", Kind::kString, "NHWC"sv}}},
      {"MaxPoolV3",
       one("x", kMaxPool),
       one("y", kMaxPool),
       {{"ksize", Kind::kInts},
        {"strides", Kind::kInts},
        {"padding_mode", Kind::kString, "CALCULATED"sv},
        {"pads", Kind::kInts, std::vector<int64_t>{0, 0, 0, 0}},
        {"data_format", Kind::kString, "NCHW"sv},
        {"global_pooling", Kind::kBool, false},
        {"ceil_mode", Kind::kBool, false}}},
      {"AvgPoolV2",
       one("x", kFloatDouble),
       one("y", kFloatDouble),
       {{"ksize", Kind::kInts},
        {"strides", Kind::kInts},
        {"padding_mode", Kind::kString, "CALCULATED"sv},
        {"pads", Kind::kInts, std::vector<int64_t>{0, 0, 0, 0}},
        {"data_format", Kind::kString, "NCHW"sv},
        {"global_pooling", Kind::kBool, false},
        {"ceil_mode", Kind::kBool, false},
        {"exclusive", Kind::kBool, true},
        {"divisor_override", Kind::kInt, int64_t{0}}}},
      {"ReduceMean",
       {{"x", kNumber}, {"axes", kIndex}},
       one("y", kNumber),
       {{"keep_dims", Kind::kBool, false}, {"noop_with_empty_axes", Kind::kBool, true}}},
      {"ReduceMeanD",
       one("x", kFloatBf16),
       one("y", kFloatBf16),
       {{"axes", Kind::kInts},
        {"keep_dims", Kind::kBool, false},
        {"noop_with_empty_axes", Kind::kBool, false}}},

      {"Reshape",
       {{"x", kAll}, {"shape", kIndex}},
       one("y", kAll),
       {{"axis", Kind::kInt, int64_t{0}}, {"num_axes", Kind::kInt, int64_t{-1}}}},
      {"Flatten",
       one("x", kIntegers | kFloatBf16),
       one("y", kIntegers | kFloatBf16),
       {{"axis", Kind::kInt, int64_t{1}}}},
      {"Transpose", {{"x", kNumber}, {"perm", kIndex}}, one("y", kNumber), {}},
      {"ConcatD",
       {{"x", kIntegers | kFloatBf16, kDynamic}},
       one("y", kIntegers | kFloatBf16),
       {{"concat_dim", Kind::kInt}, {"N", Kind::kInt, int64_t{1}}}},
      {"PadD",
       one("x", kFloatBf16 | kI32),
       one("y", kFloatBf16 | kI32),
       {{"paddings", Kind::kIntLists}}},
      {"Cast",
       one("x", kNumber | types(DT_BOOL)),
       one("y", kNumber | types(DT_BOOL)),
       {{"dst_type", Kind::kInt}}},
      {"Identity", one("x", kNumber | types(DT_BOOL)), one("y", kNumber | types(DT_BOOL)), {}},
  };
  return kTable;
}

}  // namespace

const GeAttribute* GePrototype::find_attribute(std::string_view name) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const GeAttribute& a) { return a.name == name; });
  return found == attributes.end() ? nullptr : &*found;
}

const GePrototype* find_prototype(std::string_view type) {
  const auto found = std::find_if(table().begin(), table().end(),
                                  [&](const GePrototype& p) { return p.type == type; });
  return found == table().end() ? nullptr : &*found;
}

const GePort* port_at(const std::vector<GePort>& ports, size_t index) {
  if (index < ports.size()) return &ports[index];
  return !ports.empty() && ports.back().kind == kDynamic ? &ports.back() : nullptr;
}

std::string port_name(const std::vector<GePort>& ports, size_t index) {
  const GePort* port = port_at(ports, index);
  MSQUANT_CHECK(port != nullptr);
  if (port->kind != kDynamic) return std::string(port->name);
  return std::string(port->name) + std::to_string(index - (ports.size() - 1));
}

}  // namespace msquant
