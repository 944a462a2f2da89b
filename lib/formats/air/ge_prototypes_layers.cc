// Source of all tables of prototypes: the REG_OP blocks of CANN's operator prototypes
// (docs/formats.md).
#include "formats/air/ge_port_types.h"

namespace msquant {
namespace {

using namespace std::string_view_literals;
using namespace ge_types;
using Kind = GeAttributeKind;

constexpr auto kOptional = GePortKind::kOptional;
constexpr auto kDynamic = GePortKind::kDynamic;

constexpr uint64_t kConst = kNumberBool | types(DT_INT4);
constexpr uint64_t kConv = kFloatBf16 | kI8;
constexpr uint64_t kConvResult = kFloatBf16 | kI32;
constexpr uint64_t kMatrix = kConvResult | types(DT_INT8, DT_INT4);
constexpr uint64_t kDepthwise = types(DT_FLOAT16, DT_INT8, DT_INT4);
constexpr uint64_t kTransposed = kFloat | types(DT_INT8, DT_INT4);
constexpr uint64_t kBias = kFloat | kI32;

const std::vector<int64_t> kNoDilation{1, 1, 1, 1};

std::vector<GePrototype> graph_prototypes() {
  return {{"Data", one("x", kAll), one("y", kAll), {{"index", Kind::kInt, int64_t{0}}}},
          {"Const", {}, one("y", kConst), {{"value", Kind::kTensor}}},
          {"Constant", {}, one("y", kConst), {{"value", Kind::kTensor}}},
          {"NetOutput", {{"__input", kAll, kDynamic}}, {}, {}}};
}

std::vector<GePrototype> quantization_prototypes() {
  return {{"AscendQuant",
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
            {"dtype", Kind::kInt, int64_t{0}}}}};
}

std::vector<GePrototype> convolution_prototypes() {
  return {
      {"Conv2D",
       {{"x", kConv}, {"filter", kConv}, {"bias", kBias, kOptional}, {"offset_w", kI8, kOptional}},
       one("y", kConvResult),
       {{"strides", Kind::kInts},
        {"pads", Kind::kInts},
        {"dilations", Kind::kInts, kNoDilation},
        {"groups", Kind::kInt, int64_t{1}},
        {"data_format", Kind::kString, "NHWC"sv},
        {"offset_x", Kind::kInt, int64_t{0}}}},
      {"DepthwiseConv2D",
       {{"x", kDepthwise},
        {"filter", kDepthwise},
        {"bias", kBias, kOptional},
        {"offset_w", kDepthwise, kOptional}},
       one("y", kBias),
       {{"strides", Kind::kInts},
        {"pads", Kind::kInts},
        {"dilations", Kind::kInts, kNoDilation},
        {"data_format", Kind::kString, "NHWC"sv},
        {"offset_x", Kind::kInt, int64_t{0}}}},
      {"Conv2DTransposeD",
       {{"x", kTransposed},
        {"filter", kTransposed},
        {"bias", kBias, kOptional},
        {"offset_w", types(DT_INT8, DT_INT4), kOptional}},
       one("y", kBias),
       {{"input_size", Kind::kInts},
        {"strides", Kind::kInts},
        {"pads", Kind::kInts},
        {"dilations", Kind::kInts, kNoDilation},
        {"groups", Kind::kInt, int64_t{1}},
        {"data_format", Kind::kString, "NHWC"sv},
        {"output_padding", Kind::kInts, std::vector<int64_t>{0, 0, 0, 0}},
        {"offset_x", Kind::kInt, int64_t{0}}}},
      {"BiasAdd",
       {{"x", kNumber}, {"bias", kNumber}},
       one("y", kNumber),
       {{"data_format", Kind::kString, "NHWC"sv}}}};
}

std::vector<GePrototype> matrix_prototypes() {
  return {{"MatMul",
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
          {"BatchMatMulV2",
           {{"x1", kMatrix},
            {"x2", kMatrix},
            {"bias", kConvResult, kOptional},
            {"offset_w", types(DT_INT8, DT_INT4), kOptional}},
           one("y", kConvResult),
           {{"adj_x1", Kind::kBool, false},
            {"adj_x2", Kind::kBool, false},
            {"offset_x", Kind::kInt, int64_t{0}}}}};
}

}  // namespace

std::vector<GePrototype> layer_prototypes() {
  std::vector<GePrototype> all = graph_prototypes();
  for (const auto& family :
       {quantization_prototypes(), convolution_prototypes(), matrix_prototypes()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace msquant
