// Pooling. GE has one pair of operators that derive their padding from the image ("SAME", "VALID")
// and one that takes explicit numbers.
#include <algorithm>

#include "formats/air/air_ops.h"
#include "graph/padding.h"

namespace msquant {
namespace {

// Padding after the image with which the windows number `count` without ceil_mode.
int64_t padding_after(int64_t size, int64_t before, int64_t after, int64_t kernel, int64_t stride,
                      int64_t count) {
  return std::max(after, (count - 1) * stride + kernel - size - before);
}

// Runtimes disagree on the last window of ceil_mode; on padding they cannot.
Padding padding_without_ceil_mode(const PoolAttrs& pool, const Shape& x, const Shape& y) {
  Padding p = pool.padding;
  if (!pool.ceil_mode) return p;
  p.bottom = padding_after(x[2], p.top, p.bottom, pool.kernel[0], pool.stride[0], y[2]);
  p.right = padding_after(x[3], p.left, p.right, pool.kernel[1], pool.stride[1], y[3]);
  return p;
}

// "VALID", "SAME", or "" if the padding can only be written as numbers.
std::string padding_name(const PoolAttrs& pool, const std::vector<int64_t>& padding,
                         const Shape& x) {
  if (padding == padding_list({})) return "VALID";
  if (pool.count_include_pad) return "";
  return padding == padding_list(same_padding(x, pool.kernel, pool.stride)) ? "SAME" : "";
}

AirValue write_pool(AirBuilder& builder, const Node& node, const char* named_type,
                    const char* explicit_type, AirAttributes explicit_attributes) {
  const auto& pool = node.as<PoolAttrs>();
  const AirValue x = builder.value(node.inputs[0]);
  const TensorType& y = result_type(builder, node);
  AirAttributes attributes{{"ksize", ints_attribute(image_list(pool.kernel))},
                           {"strides", ints_attribute(image_list(pool.stride))},
                           {"data_format", string_attribute("NCHW")}};
  const std::vector<int64_t> pads =
      padding_list(padding_without_ceil_mode(pool, x.type.shape, y.shape));
  const std::string padding = padding_name(pool, pads, x.type.shape);
  if (!padding.empty()) {
    attributes["padding"] = string_attribute(padding);
  } else {
    attributes["padding_mode"] = string_attribute("CALCULATED");
    attributes["pads"] = ints_attribute(pads);
    attributes["global_pooling"] = bool_attribute(false);
    attributes["ceil_mode"] = bool_attribute(false);
    attributes.merge(explicit_attributes);
  }
  return builder.add_op(padding.empty() ? explicit_type : named_type, node.name, {x}, attributes,
                        {y});
}

OpKind pool_kind(const AirNode& node) {
  return node.type().substr(0, 3) == "Max" ? OpKind::kMaxPool : OpKind::kAvgPool;
}

PoolAttrs read_window(AirNode& node) {
  node.require_nchw();
  node.require(node.shape(0).size() == 4, "its input is not an image");
  PoolAttrs pool;
  pool.kernel = node.get_image_pair("ksize");
  pool.stride = node.get_image_pair("strides");
  return pool;
}

}  // namespace

AirValue write_max_pool(AirBuilder& builder, const Node& node, const char* type) {
  return write_pool(builder, node, type, "MaxPoolV3", {});
}

AirValue write_avg_pool(AirBuilder& builder, const Node& node, const char* type) {
  return write_pool(builder, node, type, "AvgPoolV2",
                    {{"exclusive", bool_attribute(!node.as<PoolAttrs>().count_include_pad)}});
}

ValueId read_pool(AirNode& node) {
  PoolAttrs pool = read_window(node);
  const std::string padding = node.attributes().get_string("padding");
  node.require(padding == "SAME" || padding == "VALID", "unknown padding '" + padding + "'");
  if (padding == "SAME") pool.padding = same_padding(node.shape(0), pool.kernel, pool.stride);
  return node.add(pool_kind(node), pool, {node.input(0)});
}

ValueId read_global_pool(AirNode& node) {
  node.require(node.shape(0).size() == 4, "its input is not an image");
  return node.add(OpKind::kReduceMean, ReduceAttrs{{2, 3}, true}, {node.input(0)});
}

ValueId read_explicit_pool(AirNode& node) {
  PoolAttrs pool = read_window(node);
  const OpAttributes& attributes = node.attributes();
  if (attributes.get_string("padding_mode") != "CALCULATED" ||
      attributes.get_bool("global_pooling")) {
    node.unsupported("only padding_mode CALCULATED without global_pooling is read");
  }
  pool.padding = node.get_padding("pads");
  pool.ceil_mode = attributes.get_bool("ceil_mode");
  if (pool_kind(node) == OpKind::kAvgPool) {
    pool.count_include_pad = !attributes.get_bool("exclusive");
    if (attributes.get_int("divisor_override") != 0) {
      node.unsupported("it overrides the divisor");
    }
  }
  return node.add(pool_kind(node), pool, {node.input(0)});
}

}  // namespace msquant
