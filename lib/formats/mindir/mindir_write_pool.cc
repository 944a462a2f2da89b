// Writing pooling. MindSpore's pools of images know the padding of SAME and VALID only; for another
// one a Pad in front adds what gives the same result, or the image is pooled as a volume of
// depth 1.
#include <algorithm>
#include <limits>

#include "formats/mindir/mindir_formula.h"
#include "formats/mindir/mindir_write_ops.h"
#include "graph/padding.h"

namespace msquant {
namespace {

bool is_none(const Padding& p) {
  return p.top == 0 && p.bottom == 0 && p.left == 0 && p.right == 0;
}

bool operator==(const Padding& a, const Padding& b) {
  return a.top == b.top && a.bottom == b.bottom && a.left == b.left && a.right == b.right;
}

// Whether every element of the value is known to be >= 0.
bool is_never_negative(const Graph& graph, ValueId value) {
  const NodeId producer = graph.value(value).producer;
  if (producer == kNoId) return false;
  const OpKind kind = graph.node(producer).kind;
  return kind == OpKind::kRelu || kind == OpKind::kRelu6 || kind == OpKind::kSigmoid;
}

// The padding that windows reach: less than what is declared where the stride leaves a rest, more
// where ceil_mode adds a window.
Padding reached_padding(const PoolAttrs& pool, const Shape& x, const Shape& y) {
  const Padding& p = pool.padding;
  const auto behind = [](int64_t count, int64_t stride, int64_t kernel, int64_t size) {
    return std::max<int64_t>((count - 1) * stride + kernel - size, 0);
  };
  return {p.top, behind(y[2], pool.stride[0], pool.kernel[0], x[2] + p.top), p.left,
          behind(y[3], pool.stride[1], pool.kernel[1], x[3] + p.left)};
}

TensorType padded(TensorType type, const Padding& p) {
  type.shape[2] += p.top + p.bottom;
  type.shape[3] += p.left + p.right;
  return type;
}

std::string pad_with_zeros(const MindirFormula& f, const Padding& p) {
  return f.step(
      "Pad", {f.input(0)}, padded(f.type(0), p),
      {{"paddings", rows_literal({{0, 0}, {0, 0}, {p.top, p.bottom}, {p.left, p.right}})}});
}

// With what loses against everything; the number is finite in float16 too.
std::string pad_with_least(const MindirFormula& f, const Padding& p) {
  const float least =
      f.type(0).dtype == DType::kFloat16 ? -65504.0f : std::numeric_limits<float>::lowest();
  return f.step(
      "PadV3",
      {f.input(0), f.literal("paddings", tuple_literal({p.left, p.right, p.top, p.bottom})),
       f.literal("constant_value", real_literal(least))},
      padded(f.type(0), p), mindir_constant_padding());
}

std::string average(const MindirFormula& f, const PoolAttrs& pool, const std::string& x,
                    bool is_same) {
  // Newer than MaxPool, it has its settings as inputs and numbers for SAME (1) and VALID (2).
  return f.last("AvgPool",
                {x, f.literal("kernel_size", tuple_literal({pool.kernel[0], pool.kernel[1]})),
                 f.literal("strides", tuple_literal({pool.stride[0], pool.stride[1]})),
                 f.literal("pad_mode", int_literal(is_same ? 1 : 2)),
                 f.literal("data_format", int_literal(0))});
}

TensorType volume_of(TensorType image) {
  image.shape.insert(image.shape.begin() + 2, 1);
  return image;
}

// As a volume of depth 1, whose padding is not counted.
std::string average_volume(const MindirFormula& f, const PoolAttrs& pool, const Padding& p) {
  const auto pads = tuple_literal({0, 0, p.top, p.bottom, p.left, p.right});
  const std::string y =
      f.step("AvgPool3D", {f.reshape(f.input(0), volume_of(f.type(0)))}, volume_of(f.result()),
             {{"kernel_size", tuple_literal({1, 1, 1, pool.kernel[0], pool.kernel[1]})},
              {"strides", tuple_literal({1, 1, 1, pool.stride[0], pool.stride[1]})},
              {"pad_mode", text_literal("PAD")},
              {"pad", pads},
              {"pad_list", pads},
              {"ceil_mode", bool_literal(false)},
              {"count_include_pad", bool_literal(false)},
              {"divisor_override", int_literal(0)},
              {"format", text_literal("NCDHW")}});
  return f.reshape(y, f.result());
}

}  // namespace

std::string write_mindir_max_pool(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& pool = node.as<PoolAttrs>();
  const Shape& image = f.type(0).shape;
  const Padding p = reached_padding(pool, image, f.result().shape);
  const bool is_same = !is_none(p) && p == same_padding(image, pool.kernel, pool.stride);
  const bool zeros_lose = is_never_negative(builder.graph(), node.inputs[0]);
  const std::string x = is_none(p) || is_same ? f.input(0)
                        : zeros_lose          ? pad_with_zeros(f, p)
                                              : pad_with_least(f, p);
  return f.last("MaxPool", {x},
                {{"kernel_size", mindir_image_literal(pool.kernel)},
                 {"strides", mindir_image_literal(pool.stride)},
                 {"pad_mode", text_literal(is_same ? "SAME" : "VALID")},
                 {"format", text_literal("NCHW")}});
}

std::string write_mindir_avg_pool(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& pool = node.as<PoolAttrs>();
  const Shape& image = f.type(0).shape;
  const Padding p = reached_padding(pool, image, f.result().shape);
  if (is_none(p)) return average(f, pool, f.input(0), false);
  if (pool.count_include_pad) return average(f, pool, pad_with_zeros(f, p), false);
  if (p == same_padding(image, pool.kernel, pool.stride)) return average(f, pool, f.input(0), true);
  return average_volume(f, pool, p);
}

}  // namespace msquant
