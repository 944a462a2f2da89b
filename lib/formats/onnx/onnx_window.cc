#include "formats/onnx/onnx_window.h"

#include "graph/padding.h"

namespace msquant {
namespace {

Padding written_padding(const OnnxNode& node) {
  const bool is_line = node.rank(0) == 3;
  const auto pads = extents(node, "pads", is_line ? 2 : 4, 0);
  if (!pads) return {};
  if (is_line) return {0, 0, (*pads)[0], (*pads)[1]};
  return {(*pads)[0], (*pads)[2], (*pads)[1], (*pads)[3]};
}

}  // namespace

std::optional<std::vector<int64_t>> extents(const OnnxNode& node, const char* name, size_t count,
                                            int64_t least) {
  auto values = node.integers({name});
  if (!values) return std::nullopt;
  if (values->size() != count) {
    node.fail("its '" + std::string(name) + "' has " + std::to_string(values->size()) +
              " elements, expected " + std::to_string(count));
  }
  for (int64_t value : *values) {
    if (value < least || value > kMaxExtent) {
      node.unsupported("its '" + std::string(name) + "' has the element " + std::to_string(value));
    }
  }
  return values;
}

Shape image_of_line(Shape line) {
  line.insert(line.begin() + 2, 1);
  return line;
}

OnnxOperand line_of_image(OnnxNode& node, ValueId image) {
  return node.add_op(OpKind::kReshape, ReshapeAttrs{{0, 0, -1}}, {image});
}

Pair extent_pair(const OnnxNode& node, const char* name, int64_t least) {
  const bool is_line = node.rank(0) == 3;
  const auto values = extents(node, name, is_line ? 1 : 2, least);
  if (!values) return {least, least};
  return {is_line ? least : values->front(), values->back()};
}

Padding resolve_padding(const OnnxNode& node, const Shape& x, Pair window, Pair stride) {
  const std::string mode = node.text("auto_pad").value_or("NOTSET");
  if (mode == "VALID") return {};
  if (mode == "NOTSET" || mode.empty()) return written_padding(node);
  if (mode != "SAME_UPPER" && mode != "SAME_LOWER") {
    node.fail("its auto_pad is '" + mode + "'");
  }
  return same_padding(x, window, stride,
                      mode == "SAME_UPPER" ? OddPadding::kAfter : OddPadding::kBefore);
}

}  // namespace msquant
