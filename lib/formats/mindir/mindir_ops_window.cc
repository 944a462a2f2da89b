// Operators that slide a window over an image: convolution and pooling.
#include <algorithm>
#include <cctype>
#include <limits>

#include "formats/mindir/mindir_literal.h"
#include "formats/mindir/mindir_ops.h"
#include "graph/padding.h"

namespace msquant {
namespace {

// Larger values are broken files, and their products would overflow.
constexpr int64_t kMaxExtent = std::numeric_limits<int32_t>::max();

enum class PadMode { kPad, kSame, kValid };

// Written as text in either case, or as MindSpore's PadMode: 0 pad, 1 same, 2 valid.
PadMode pad_mode_of(const MindirNode& node, Hyper hyper) {
  const mind_ir::AttributeProto* written = node.literal(hyper);
  if (written == nullptr) return PadMode::kValid;
  std::string name = text_of(*written).value_or(std::to_string(integer_of(*written).value_or(-1)));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name == "pad" || name == "0") return PadMode::kPad;
  if (name == "same" || name == "1") return PadMode::kSame;
  if (name == "valid" || name == "2") return PadMode::kValid;
  node.unsupported("its pad_mode '" + name + "' is not pad, same or valid");
}

// Height and width of a hyper-parameter written as [n, c, h, w], [h, w] or one number for both.
Pair extents(const MindirNode& node, Hyper hyper) {
  const auto values = node.integers(hyper).value_or(std::vector<int64_t>{1});
  if (values.size() != 1 && values.size() != 2 && values.size() != 4) {
    node.fail("its '" + std::string(hyper.name) + "' has " + std::to_string(values.size()) +
              " elements");
  }
  if (values.size() == 4 && (values[0] != 1 || values[1] != 1)) {
    node.unsupported("its '" + std::string(hyper.name) + "' reaches over images or channels");
  }
  for (int64_t value : values) {
    if (value < 1 || value > kMaxExtent) {
      node.fail("its '" + std::string(hyper.name) + "' has the element " + std::to_string(value));
    }
  }
  return {values.size() == 1 ? values[0] : values[values.size() - 2], values.back()};
}

// "pad_list" is what MindSpore resolved "pad" to: top, bottom, left, right.
Padding explicit_padding(const MindirNode& node) {
  auto pads = node.integers({"pad_list"});
  if (!pads) pads = node.integers({"pad"});
  if (!pads) return {};
  if (pads->size() == 1) pads->resize(4, pads->front());
  if (pads->size() != 4) node.fail("its 'pad' has " + std::to_string(pads->size()) + " elements");
  for (int64_t pad : *pads) {
    if (pad < 0 || pad > kMaxExtent) node.fail("it pads by " + std::to_string(pad));
  }
  return {(*pads)[0], (*pads)[1], (*pads)[2], (*pads)[3]};
}

// `window` is the kernel with its dilation.
Padding resolve_padding(const MindirNode& node, PadMode mode, const Shape& x, Pair window,
                        Pair stride) {
  if (x.size() != 4) node.fail("its input has shape " + to_string(x) + ", expected 4 dimensions");
  if (mode == PadMode::kValid) return {};
  return mode == PadMode::kPad ? explicit_padding(node) : same_padding(x, window, stride);
}

// The integer a quantized image has for zero: the offset of the Quant that made it.
int32_t zero_point_of(const MindirNode& node, ValueId x) {
  const NodeId producer = node.graph().value(x).producer;
  if (producer == kNoId || node.graph().node(producer).kind != OpKind::kQuantize) {
    node.unsupported("its int8 input does not come straight from a Quant");
  }
  return node.graph().node(producer).as<QuantizeAttrs>().zero_point;
}

PoolAttrs read_pool(const MindirNode& node) {
  node.require_nchw({"format", 4});
  node.require_nchw({"data_format"});
  PoolAttrs attrs;
  attrs.kernel = extents(node, {"kernel_size", 1});
  attrs.stride = extents(node, {"strides", 2});
  attrs.padding = resolve_padding(node, pad_mode_of(node, {"pad_mode", 3}),
                                  node.type(node.tensor(0)).shape, attrs.kernel, attrs.stride);
  attrs.ceil_mode = node.is_true({"ceil_mode"});
  attrs.count_include_pad = node.is_true({"count_include_pad"});
  return attrs;
}

// Height and width of a hyper-parameter written as [.., depth, h, w], where the depth is 1.
Pair flat_extents(const MindirNode& node, Hyper hyper) {
  const auto values = node.required_integers(hyper);
  const bool is_flat = values.size() >= 3 && std::all_of(values.begin(), values.end() - 2,
                                                         [](int64_t value) { return value == 1; });
  if (!is_flat) node.unsupported("its '" + std::string(hyper.name) + "' reaches over volumes");
  return {values[values.size() - 2], values.back()};
}

// Pools a volume [N, C, 1, H, W] as the image that it is.
Operand flat_pool(MindirNode& node, OpKind kind, const PoolAttrs& attrs) {
  const ValueId x = node.tensor(0);
  const Shape& shape = node.type(x).shape;
  if (shape.size() != 5 || shape[2] != 1) node.unsupported("it pools volumes");
  const ReshapeAttrs image{{shape[0], shape[1], shape[3], shape[4]}};
  const Operand flat = node.add_op(OpKind::kReshape, image, {x});
  const Operand pooled = node.add_op(kind, attrs, {flat.tensor});
  Shape volume = node.type(pooled.tensor).shape;
  volume.insert(volume.begin() + 2, 1);
  return node.add_op(OpKind::kReshape, ReshapeAttrs{volume}, {pooled.tensor});
}

}  // namespace

Operand lower_conv2d(MindirNode& node) {
  node.require_nchw({"format"});
  node.require_nchw({"data_format"});
  const ValueId x = node.tensor(0), weight = node.tensor(1);
  const Shape& w = node.type(weight).shape;
  const auto is_sane = [](int64_t extent) { return extent <= kMaxExtent; };
  if (w.size() != 4 || !std::all_of(w.begin(), w.end(), is_sane)) {
    node.fail("its weight has shape " + to_string(w));
  }
  ConvAttrs attrs;
  attrs.stride = extents(node, {"stride"});
  attrs.dilation = extents(node, {"dilation"});
  attrs.groups = node.integer({"group"}).value_or(1);
  if (!is_sane(attrs.groups)) node.fail("its group is " + std::to_string(attrs.groups));
  const Pair window{(w[2] - 1) * attrs.dilation[0] + 1, (w[3] - 1) * attrs.dilation[1] + 1};
  attrs.padding = resolve_padding(node, pad_mode_of(node, {"pad_mode"}), node.type(x).shape, window,
                                  attrs.stride);
  if (node.type(x).dtype == DType::kInt8) attrs.x_zero_point = zero_point_of(node, x);
  return node.add_layer(OpKind::kConv2d, attrs, {x, weight});
}

// Padding as MindSpore resolved it; the output's size, its last input, tells the rest.
Operand lower_conv_transpose(MindirNode& node) {
  node.require_nchw({"format"});
  node.require_nchw({"data_format"});
  const ValueId x = node.tensor(0), weight = node.tensor(1);
  const Shape &image = node.type(x).shape, &w = node.type(weight).shape;
  if (image.size() != 4 || w.size() != 4) node.fail("its weight has shape " + to_string(w));
  ConvTransposeAttrs attrs;
  attrs.stride = extents(node, {"stride"});
  attrs.dilation = extents(node, {"dilation"});
  attrs.groups = node.integer({"group"}).value_or(1);
  attrs.padding = explicit_padding(node);
  const auto size = node.integers({"input_sizes", 2});
  if (!size) return node.add_layer(OpKind::kConvTranspose2d, attrs, {x, weight});
  if (size->size() != 4) node.fail("its size of the output is " + to_string(*size));
  const Pair spread{attrs.padding.top + attrs.padding.bottom,
                    attrs.padding.left + attrs.padding.right};
  for (size_t i = 0; i < 2; ++i) {
    if (image[2 + i] > kMaxExtent || w[2 + i] > kMaxExtent || (*size)[2 + i] > kMaxExtent ||
        (*size)[2 + i] < 1) {
      node.fail("its image, weight or output is empty or too large");
    }
    attrs.output_padding[i] = (*size)[2 + i] - ((image[2 + i] - 1) * attrs.stride[i] +
                                                (w[2 + i] - 1) * attrs.dilation[i] + 1 - spread[i]);
  }
  return node.add_layer(OpKind::kConvTranspose2d, attrs, {x, weight});
}

Operand lower_max_pool(MindirNode& node) {
  return node.add_op(OpKind::kMaxPool, read_pool(node), {node.tensor(0)});
}

Operand lower_avg_pool(MindirNode& node) {
  return node.add_op(OpKind::kAvgPool, read_pool(node), {node.tensor(0)});
}

Operand lower_flat_max_pool(MindirNode& node) {
  PoolAttrs attrs;
  attrs.kernel = flat_extents(node, {"ksize"});
  attrs.stride = flat_extents(node, {"strides"});
  const auto pads = node.required_integers({"pads"});
  if (pads.size() != 3 || pads[0] != 0) node.unsupported("it pads by " + to_string(pads));
  attrs.padding = {pads[1], pads[1], pads[2], pads[2]};
  if (flat_extents(node, {"dilation"}) != Pair{1, 1}) node.unsupported("its window is dilated");
  attrs.ceil_mode = node.is_true({"ceil_mode"});
  // The other result is the place of the maximum.
  return Operand::of(std::vector{flat_pool(node, OpKind::kMaxPool, attrs)});
}

Operand lower_flat_avg_pool(MindirNode& node) {
  PoolAttrs attrs;
  attrs.kernel = flat_extents(node, {"kernel_size"});
  attrs.stride = flat_extents(node, {"strides"});
  const auto pads = node.required_integers({"pad_list"});
  if (pads.size() != 6 || pads[0] != 0 || pads[1] != 0) {
    node.unsupported("it pads by " + to_string(pads));
  }
  attrs.padding = {pads[2], pads[3], pads[4], pads[5]};
  attrs.ceil_mode = node.is_true({"ceil_mode"});
  attrs.count_include_pad = node.integer({"count_include_pad"}).value_or(1) != 0;
  if (node.is_true({"divisor_override"})) node.unsupported("it has a divisor_override");
  return flat_pool(node, OpKind::kAvgPool, attrs);
}

}  // namespace msquant
