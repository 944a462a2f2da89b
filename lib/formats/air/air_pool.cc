// Pooling. GE has one pair of operators that derive their padding from the image ("SAME", "VALID")
// and one that takes explicit numbers.
#include <algorithm>

#include "formats/air/air_ops.h"

namespace msquant {
namespace {

// Padding of one dimension by the rule "SAME": the output has ceil(size / stride) elements, and an
// odd one out of the padding goes to the end.
std::array<int64_t, 2> same_padding(int64_t size, int64_t kernel, int64_t stride) {
  const int64_t count = (size + stride - 1) / stride;
  const int64_t total = std::max<int64_t>((count - 1) * stride + kernel - size, 0);
  return {total / 2, total - total / 2};
}

Padding same_padding(const Shape& x, const Pair& kernel, const Pair& stride) {
  const auto vertical = same_padding(x[2], kernel[0], stride[0]);
  const auto horizontal = same_padding(x[3], kernel[1], stride[1]);
  return {vertical[0], vertical[1], horizontal[0], horizontal[1]};
}

// "VALID", "SAME", or "" if the padding can only be written as numbers.
std::string padding_name(const PoolAttrs& pool, const Shape& x) {
  if (pool.ceil_mode || pool.count_include_pad) return "";
  const std::vector<int64_t> padding = padding_list(pool.padding);
  if (padding == padding_list({})) return "VALID";
  return padding == padding_list(same_padding(x, pool.kernel, pool.stride)) ? "SAME" : "";
}

AirValue write_pool(AirBuilder& builder, const Node& node, const char* named_type,
                    const char* explicit_type, AirAttributes explicit_attributes) {
  const auto& pool = node.as<PoolAttrs>();
  const AirValue x = builder.value(node.inputs[0]);
  AirAttributes attributes{{"ksize", ints_attribute(image_list(pool.kernel))},
                           {"strides", ints_attribute(image_list(pool.stride))},
                           {"data_format", string_attribute("NCHW")}};
  const std::string padding = padding_name(pool, x.type.shape);
  if (!padding.empty()) {
    attributes["padding"] = string_attribute(padding);
  } else {
    attributes["padding_mode"] = string_attribute("CALCULATED");
    attributes["pads"] = ints_attribute(padding_list(pool.padding));
    attributes["global_pooling"] = bool_attribute(false);
    attributes["ceil_mode"] = bool_attribute(pool.ceil_mode);
    attributes.merge(explicit_attributes);
  }
  return builder.add_op(padding.empty() ? explicit_type : named_type, node.name, {x}, attributes,
                        {builder.graph().value(node.outputs[0]).type});
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

AirValue write_max_pool(AirBuilder& builder, const Node& node) {
  return write_pool(builder, node, "MaxPool", "MaxPoolV3", {});
}

AirValue write_avg_pool(AirBuilder& builder, const Node& node) {
  return write_pool(builder, node, "AvgPool", "AvgPoolV2",
                    {{"exclusive", bool_attribute(!node.as<PoolAttrs>().count_include_pad)}});
}

ValueId read_pool(AirNode& node) {
  PoolAttrs pool = read_window(node);
  const std::string padding = node.attributes().get_string("padding");
  node.require(padding == "SAME" || padding == "VALID", "unknown padding '" + padding + "'");
  if (padding == "SAME") pool.padding = same_padding(node.shape(0), pool.kernel, pool.stride);
  return node.add(pool_kind(node), pool, {node.input(0)});
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
