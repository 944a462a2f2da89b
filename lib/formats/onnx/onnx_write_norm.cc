// Writing normalization.
#include "formats/numbers.h"
#include "formats/onnx/onnx_formula.h"
#include "formats/onnx/onnx_write_ops.h"

namespace msquant {
namespace {

constexpr int64_t kFirstWithLayerNorm = 17, kFirstWithGroupNorm = 21;

// Normalizes each group as one channel of InstanceNormalization, without scale and bias.
std::string normalize_groups(const OnnxFormula& f, const TensorType& x, const GroupNormAttrs& a) {
  const std::string flat = f.step("Reshape", {f.input(0), f.integers("groups", {0, a.groups, -1})});
  const auto all = [&](const char* what, float number) {
    const std::vector<float> numbers(static_cast<size_t>(a.groups), number);
    return f.constant(what, tensor_of_numbers(x.dtype, {a.groups}, numbers));
  };
  const std::string ones = all("ones", 1), zeros = all("zeros", 0);
  const std::string normal =
      f.step("InstanceNormalization", {flat, ones, zeros}, {onnx_attribute("epsilon", a.epsilon)});
  Shape shape = x.shape;
  shape[0] = 0;  // is copied
  return f.step("Reshape", {normal, f.integers("shape", shape)});
}

}  // namespace

std::string write_batch_norm(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(op_type, node.name, builder.values(node.inputs),
                          {onnx_attribute("epsilon", node.as<BatchNormAttrs>().epsilon)});
}

std::string write_layer_norm(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const auto& norm = node.as<LayerNormAttrs>();
  const std::string x = f.input(0);
  if (builder.opset() >= kFirstWithLayerNorm) {
    return f.last(op_type, {x, f.input(1), f.input(2)},
                  {onnx_attribute("axis", norm.axis), onnx_attribute("epsilon", norm.epsilon)});
  }
  std::vector<int64_t> axes;
  const auto rank = static_cast<int64_t>(builder.graph().value(node.inputs[0]).type.shape.size());
  for (int64_t axis = norm.axis; axis < rank; ++axis) axes.push_back(axis);
  const OnnxAttributes along{onnx_attribute("axes", axes)};
  const std::string centered = f.step("Sub", {x, f.step("ReduceMean", {x}, along)});
  const std::string variance = f.step("ReduceMean", {f.step("Mul", {centered, centered})}, along);
  const std::string deviation = f.step("Sqrt", {f.step("Add", {variance, f.number(norm.epsilon)})});
  const std::string scaled = f.step("Mul", {f.step("Div", {centered, deviation}), f.input(1)});
  return f.last("Add", {scaled, f.input(2)});
}

std::string write_group_norm(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const auto& norm = node.as<GroupNormAttrs>();
  const TensorType& x = builder.graph().value(node.inputs[0]).type;
  const OnnxAttributes epsilon{onnx_attribute("epsilon", norm.epsilon)};
  if (norm.groups == x.shape[1] && x.shape.size() > 2) {
    return f.last("InstanceNormalization", {f.input(0), f.input(1), f.input(2)}, epsilon);
  }
  // Before that opset it had a scale for each group.
  if (builder.opset() >= kFirstWithGroupNorm && x.shape.size() > 2) {
    return f.last(op_type, {f.input(0), f.input(1), f.input(2)},
                  {epsilon[0], onnx_attribute("num_groups", norm.groups)});
  }
  std::vector<int64_t> column(x.shape.size() - 1, 1);
  column[0] = -1;
  const std::string shape = f.integers("column", column);
  const std::string gamma = f.step("Reshape", {f.input(1), shape});
  const std::string beta = f.step("Reshape", {f.input(2), shape});
  return f.last("Add", {f.step("Mul", {normalize_groups(f, x, norm), gamma}), beta});
}

}  // namespace msquant
