// The attributes of the operators, one small struct for each family.
#pragma once

#include <array>
#include <cstdint>
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

struct MatMulAttrs {
  bool transpose_a = false, transpose_b = false;
};

struct BatchNormAttrs {
  float epsilon = 1e-5f;
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

// Axes are >= 0 and ascending.
struct ReduceAttrs {
  std::vector<int64_t> axes;
  bool keep_dims = false;
};

// Softmax, Concat, Flatten (dimensions before `axis` are merged, and those from it on).
struct AxisAttrs {
  int64_t axis = 0;
};

// At most one dimension is -1 and is inferred; 0 copies the input's dimension.
struct ReshapeAttrs {
  std::vector<int64_t> shape;
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

using Attributes = std::variant<std::monostate, ConvAttrs, MatMulAttrs, BatchNormAttrs, PoolAttrs,
                                ReduceAttrs, AxisAttrs, ReshapeAttrs, TransposeAttrs, PadAttrs,
                                CastAttrs, FakeQuantAttrs, QuantizeAttrs, DequantizeAttrs>;

}  // namespace msquant
