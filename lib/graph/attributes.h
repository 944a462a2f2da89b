// The attributes of the operators, one small struct for each family.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <variant>
#include <vector>

#include "graph/quant_params.h"
#include "tensor/dtype.h"

namespace msquant {

using Pair = std::array<int64_t, 2>;  // height, width

struct Padding {
  int64_t top = 0, bottom = 0, left = 0, right = 0;
};

struct ConvAttrs {
  Pair stride{1, 1};
  Padding padding;
  Pair dilation{1, 1};
  int64_t groups = 1;
  // Integer form only: y = Σ (x - x_zero_point) * w + bias, and padding contributes 0.
  int32_t x_zero_point = 0;
};

// y is cut by `padding` and, at bottom and right, extended by `output_padding`:
// H' = (H - 1) * stride - top - bottom + dilation * (kh - 1) + 1 + output_padding
struct ConvTransposeAttrs {
  Pair stride{1, 1};
  Padding padding;
  Pair dilation{1, 1};
  Pair output_padding{0, 0};
  int64_t groups = 1;
};

struct MatMulAttrs {
  bool transpose_a = false, transpose_b = false;
};

struct BatchNormAttrs {
  float epsilon = 1e-5f;
};

// Mean and variance are taken over the dimensions from `axis` on.
struct LayerNormAttrs {
  int64_t axis = 0;
  float epsilon = 1e-5f;
};

// Mean and variance are taken over C / groups channels with all that follows; with as many groups
// as channels it is instance normalization.
struct GroupNormAttrs {
  int64_t groups = 1;
  float epsilon = 1e-5f;
};

// Of functions of one element: see OpKind.
struct FunctionAttrs {
  float alpha = 0, beta = 0;
};

// MaxPool pads with -infinity. AvgPool divides by the number of elements inside the image, or by
// the kernel's size if count_include_pad.
struct PoolAttrs {
  Pair kernel{1, 1};
  Pair stride{1, 1};
  Padding padding;
  bool ceil_mode = false;
  bool count_include_pad = false;
};

// Output (i, j) is the average over rows floor(i * H / h) to ceil((i + 1) * H / h), exclusive, and
// the columns likewise.
struct AdaptivePoolAttrs {
  Pair size{1, 1};
};

enum class ResizeMode : uint8_t { kNearest, kBilinear };

// Where output element i lies in the input, with scale = output / input size.
enum class ResizeCoordinates : uint8_t {
  kAsymmetric,        // i / scale
  kHalfPixel,         // (i + 0.5) / scale - 0.5
  kPytorchHalfPixel,  // the same, but 0 if the output size is 1
  kAlignCorners,      // i * (input - 1) / (output - 1)
};

enum class ResizeRounding : uint8_t { kFloor, kCeil, kHalfDown, kHalfUp };  // of kNearest

// Resizes the last two dimensions of an image to `size`.
struct ResizeAttrs {
  Pair size{1, 1};
  ResizeMode mode = ResizeMode::kNearest;
  ResizeCoordinates coordinates = ResizeCoordinates::kAsymmetric;
  ResizeRounding rounding = ResizeRounding::kFloor;
  std::array<float, 2> scale{0, 0};  // 0: output / input size
};

// Axes are >= 0 and ascending.
struct ReduceAttrs {
  std::vector<int64_t> axes;
  bool keep_dims = false;
};

// Softmax, Concat, Gather, Flatten (dimensions before `axis` are merged, and those from it on).
struct AxisAttrs {
  int64_t axis = 0;
};

// At most one dimension is -1 and is inferred; 0 copies the input's dimension.
struct ReshapeAttrs {
  std::vector<int64_t> shape;
};

struct BroadcastAttrs {
  std::vector<int64_t> shape;
};

// How often each dimension is repeated.
struct TileAttrs {
  std::vector<int64_t> repeats;
};

// Of each dimension the elements begin, begin + step, … before end (after it, if step < 0). Begin
// and end count from the front and are clamped to the dimension; an end of -1 with a negative step
// lies before the first element.
struct SliceAttrs {
  static constexpr int64_t kToEnd = std::numeric_limits<int64_t>::max();
  std::vector<int64_t> begin, end, step;
};

struct TransposeAttrs {
  std::vector<int64_t> permutation;
};

// Elements added before and after each dimension.
struct PadAttrs {
  std::vector<int64_t> before, after;
  float value = 0;
};

struct CastAttrs {
  DType to = DType::kFloat32;
};

struct FakeQuantAttrs {
  std::optional<QuantParams> params;
};

struct QuantizeAttrs {
  float inverse_scale = 1;
  int32_t zero_point = 0;
};

struct DequantizeAttrs {
  int64_t axis = 1;
  DType to = DType::kFloat32;  // float16 rounds the product once more
};

using Attributes =
    std::variant<std::monostate, ConvAttrs, ConvTransposeAttrs, MatMulAttrs, BatchNormAttrs,
                 LayerNormAttrs, GroupNormAttrs, FunctionAttrs, PoolAttrs, AdaptivePoolAttrs,
                 ResizeAttrs, ReduceAttrs, AxisAttrs, ReshapeAttrs, BroadcastAttrs, TileAttrs,
                 SliceAttrs, TransposeAttrs, PadAttrs, CastAttrs, FakeQuantAttrs, QuantizeAttrs,
                 DequantizeAttrs>;

}  // namespace msquant
