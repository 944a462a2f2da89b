// Writing operators that take parts of a tensor, and those that repeat it.
#include "formats/onnx/onnx_formula.h"
#include "formats/onnx/onnx_write_ops.h"

namespace msquant {

// Names only the dimensions of which something is left out.
std::string write_slice(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const auto& slice = node.as<SliceAttrs>();
  const Shape& x = builder.graph().value(node.inputs[0]).type.shape;
  std::vector<int64_t> starts, ends, axes, steps;
  for (size_t i = 0; i < x.size(); ++i) {
    if (slice.begin[i] == 0 && slice.end[i] >= x[i] && slice.step[i] == 1) continue;
    starts.push_back(slice.begin[i]);
    // -1 would be the last element.
    ends.push_back(slice.end[i] < 0 ? -x[i] - 1 : slice.end[i]);
    axes.push_back(static_cast<int64_t>(i));
    steps.push_back(slice.step[i]);
  }
  if (axes.empty()) return f.last("Identity", {f.input(0)});
  return f.last(op_type, {f.input(0), f.integers("starts", starts), f.integers("ends", ends),
                          f.integers("axes", axes), f.integers("steps", steps)});
}

std::string write_broadcast_to(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  return f.last(op_type, {f.input(0), f.integers("shape", node.as<BroadcastAttrs>().shape)});
}

std::string write_tile(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  return f.last(op_type, {f.input(0), f.integers("repeats", node.as<TileAttrs>().repeats)});
}

}  // namespace msquant
