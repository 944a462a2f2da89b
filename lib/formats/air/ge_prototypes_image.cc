// Pooling and resizing.
#include "formats/air/ge_port_types.h"

namespace msquant {
namespace {

using namespace std::string_view_literals;
using namespace ge_types;
using Kind = GeAttributeKind;

constexpr uint64_t kMaxPool = kFloatDouble | kCommonIntegers;
constexpr uint64_t kResized =
    kFloatDouble | types(DT_INT8, DT_UINT8, DT_INT16, DT_UINT16, DT_INT32, DT_INT64);
constexpr auto kOptional = GePortKind::kOptional;

// A pool that derives its padding from the image ("SAME", "VALID").
GePrototype named_pool(std::string_view type, uint64_t accepted) {
  return {type,
          one("x", accepted),
          one("y", accepted),
          {{"ksize", Kind::kInts},
           {"strides", Kind::kInts},
           {"padding", Kind::kString},
           {"data_format", Kind::kString, "NHWC"sv}}};
}

// A pool that takes its padding as numbers.
GePrototype explicit_pool(std::string_view type, uint64_t accepted,
                          const std::vector<GeAttribute>& more) {
  GePrototype pool{type,
                   one("x", accepted),
                   one("y", accepted),
                   {{"ksize", Kind::kInts},
                    {"strides", Kind::kInts},
                    {"padding_mode", Kind::kString, "CALCULATED"sv},
                    {"pads", Kind::kInts, std::vector<int64_t>{0, 0, 0, 0}},
                    {"data_format", Kind::kString, "NCHW"sv},
                    {"global_pooling", Kind::kBool, false},
                    {"ceil_mode", Kind::kBool, false}}};
  pool.attributes.insert(pool.attributes.end(), more.begin(), more.end());
  return pool;
}

std::vector<GeAttribute> corner_attributes() {
  return {{"align_corners", Kind::kBool, false}, {"half_pixel_centers", Kind::kBool, false}};
}

}  // namespace

std::vector<GePrototype> image_prototypes() {
  std::vector<GeAttribute> bilinear = corner_attributes();
  bilinear.push_back({"dtype", Kind::kType, int64_t{0}});
  return {named_pool("MaxPool", kMaxPool),
          named_pool("AvgPool", kFloatDouble),
          explicit_pool("MaxPoolV3", kMaxPool, {}),
          explicit_pool(
              "AvgPoolV2", kFloatDouble,
              {{"exclusive", Kind::kBool, true}, {"divisor_override", Kind::kInt, int64_t{0}}}),
          {"GlobalAveragePool", one("x", kFloatDouble), one("y", kFloatDouble), {}},
          {"AdaptiveAvgPool2d", one("x", kFloat), one("y", kFloat), {{"output_size", Kind::kInts}}},
          {"ResizeNearestNeighborV2",
           {{"x", kResized | types(DT_BF16)}, {"size", kI32}},
           one("y", kResized | types(DT_BF16)),
           corner_attributes()},
          {"ResizeBilinearV2",
           {{"x", kResized}, {"size", kI32}},
           one("y", kFloat | types(DT_UINT8)),
           bilinear},
          {"Resize",
           {{"x", kResized},
            {"roi", kFloatDouble, kOptional},
            {"scales", kF32, kOptional},
            {"sizes", kIndex, kOptional}},
           one("y", kResized),
           {{"coordinate_transformation_mode", Kind::kString, "half_pixel"sv},
            {"cubic_coeff_a", Kind::kFloat, -0.75f},
            {"exclude_outside", Kind::kInt, int64_t{0}},
            {"extrapolation_value", Kind::kFloat, 0.0f},
            {"mode", Kind::kString, "nearest"sv},
            {"nearest_mode", Kind::kString, "round_prefer_floor"sv}}}};
}

}  // namespace msquant
