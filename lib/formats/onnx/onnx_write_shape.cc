// Writing reductions and operators that move elements. What older opsets have as an attribute,
// newer ones have as an input.
#include "formats/onnx/onnx_write_ops.h"

namespace msquant {

std::string write_reduce(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const int64_t first_with_axes_input = node.kind == OpKind::kReduceSum ? 13 : 18;
  const auto& reduce = node.as<ReduceAttrs>();
  // To ONNX no axis means all of them.
  if (reduce.axes.empty())
    return builder.add_node("Identity", node.name, builder.values(node.inputs));
  std::vector<std::string> inputs = builder.values(node.inputs);
  OnnxAttributes attributes{onnx_attribute("keepdims", int64_t{reduce.keep_dims})};
  if (builder.opset() < first_with_axes_input) {
    attributes.push_back(onnx_attribute("axes", reduce.axes));
  } else {
    inputs.push_back(write_integers(builder, node.name + ".axes", reduce.axes));
  }
  return builder.add_node(op_type, node.name, inputs, attributes);
}

std::string write_reshape(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(
      op_type, node.name,
      {builder.value(node.inputs[0]),
       write_integers(builder, node.name + ".shape", node.as<ReshapeAttrs>().shape)});
}

std::string write_transpose(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(op_type, node.name, builder.values(node.inputs),
                          {onnx_attribute("perm", node.as<TransposeAttrs>().permutation)});
}

std::string write_pad(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const auto& pad = node.as<PadAttrs>();
  std::vector<int64_t> pads = pad.before;
  pads.insert(pads.end(), pad.after.begin(), pad.after.end());
  const DType dtype = builder.graph().value(node.inputs[0]).type.dtype;
  return builder.add_node(
      op_type, node.name,
      {builder.value(node.inputs[0]), write_integers(builder, node.name + ".pads", pads),
       write_number(builder, node.name + ".value", dtype, pad.value)});
}

}  // namespace msquant
