// Matrix products, Softmax and reductions.
#include <numeric>

#include "formats/numbers.h"
#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

// Input `i` times a factor: a literal at once, everything else by a Mul.
OnnxOperand scaled(OnnxNode& node, size_t i, float factor) {
  const DType dtype = node.type(i).dtype;
  if (factor == 1) return node.operand(i);
  const Tensor* literal = node.literal(i);
  if (literal != nullptr && is_floating(dtype)) {
    const Tensor elements = literal->to_float32();
    std::vector<float> products;
    for (float element : elements.data<float>()) products.push_back(element * factor);
    return {node.operand(i).name, tensor_of_numbers(dtype, literal->shape(), products), kNoId};
  }
  const ValueId number = node.add_number("factor", dtype, factor);
  return node.add_op(OpKind::kMul, {}, {node.value(i), number});
}

ValueId value_of(OnnxNode& node, const OnnxOperand& operand) {
  const bool is_literal = operand.value == kNoId;
  return is_literal ? node.add_constant(operand.name, *operand.literal) : operand.value;
}

// C of Gemm as the bias of `units` outputs, or nothing if it varies along the rows too.
std::optional<ValueId> bias_of_gemm(OnnxNode& node, const OnnxOperand& c, int64_t units) {
  const Shape& shape = node.shape(2);
  if (shape == Shape{units}) return value_of(node, c);
  if (!c.literal || shape != Shape{1, units}) return std::nullopt;
  return node.add_constant(c.name, c.literal->reshaped({units}));
}

std::vector<int64_t> all_axes(int64_t from, int64_t rank) {
  std::vector<int64_t> axes(static_cast<size_t>(rank - from));
  std::iota(axes.begin(), axes.end(), from);
  return axes;
}

// Until opset 12 everything from `axis` on was normalized together. That is the same as along one
// axis if only one of those dimensions is not 1.
int64_t single_axis_from(const OnnxNode& node, int64_t axis) {
  const Shape& shape = node.shape(0);
  int64_t found = axis;
  bool has_found = false;
  for (int64_t i = axis; i < node.rank(0); ++i) {
    if (shape[static_cast<size_t>(i)] == 1) continue;
    if (has_found) {
      node.unsupported("before opset 13 it runs over all dimensions of " + to_string(shape) +
                       " from " + std::to_string(axis) + " on together");
    }
    found = i;
    has_found = true;
  }
  return found;
}

}  // namespace

// alpha * A · B + beta * C, where the factors become part of B and C.
OnnxOperand lower_gemm(OnnxNode& node) {
  if (node.rank(0) != 2 || node.rank(1) != 2) node.fail("its operands are not matrices");
  MatMulAttrs attrs;
  attrs.transpose_a = node.is_true({"transA"});
  attrs.transpose_b = node.is_true({"transB"});
  const OnnxOperand b = scaled(node, 1, node.real({"alpha"}).value_or(1));
  std::vector<ValueId> inputs{node.value(0), value_of(node, b)};
  if (!node.has(2)) return node.add_layer(OpKind::kMatMul, attrs, std::move(inputs));
  const OnnxOperand c = scaled(node, 2, node.real({"beta"}).value_or(1));
  const auto bias = bias_of_gemm(node, c, node.shape(1)[attrs.transpose_b ? 0 : 1]);
  if (bias) inputs.push_back(*bias);
  OnnxOperand product = node.add_layer(OpKind::kMatMul, attrs, std::move(inputs));
  return bias ? product : node.add_op(OpKind::kAdd, {}, {product.value, value_of(node, c)});
}

// A vector is a matrix of one row, on the right of one column, which the result does not have.
OnnxOperand lower_matmul(OnnxNode& node) {
  const bool is_row = node.rank(0) == 1, is_column = node.rank(1) == 1;
  if (node.rank(0) == 0 || node.rank(1) == 0) node.fail("it multiplies a single number");
  const ValueId a = is_row ? node.reshaped(0, {1, node.shape(0)[0]}) : node.value(0);
  const ValueId b = is_column ? node.reshaped(1, {node.shape(1)[0], 1}) : node.value(1);
  OnnxOperand product = node.add_layer(OpKind::kMatMul, MatMulAttrs{}, {a, b});
  if (!is_row && !is_column) return product;
  Shape shape = node.type_of(product).shape;
  if (is_column) shape.pop_back();
  if (is_row) shape.erase(shape.end() - (is_column ? 1 : 2));
  return node.add_op(OpKind::kReshape, ReshapeAttrs{shape}, {product.value});
}

std::optional<ReduceAttrs> reduce_attributes(const OnnxNode& node) {
  const int64_t rank = node.rank(0);
  std::vector<int64_t> axes = node.integers({"axes", 1}).value_or(std::vector<int64_t>{});
  if (axes.empty() && node.is_true({"noop_with_empty_axes"})) return std::nullopt;
  if (axes.empty()) axes = all_axes(0, rank);
  const bool keep_dims = node.integer({"keepdims"}).value_or(1) != 0;
  return ReduceAttrs{node.normalize_axes(std::move(axes), rank), keep_dims};
}

OnnxOperand lower_reduce(OnnxNode& node, OpKind kind) {
  const auto attrs = reduce_attributes(node);
  return attrs ? node.add_unary(kind, *attrs) : lower_identity(node);
}

OnnxOperand lower_global_pool(OnnxNode& node, OpKind kind) {
  if (node.rank(0) < 3) node.fail("its input has shape " + to_string(node.shape(0)));
  return node.add_unary(kind, ReduceAttrs{all_axes(2, node.rank(0)), true});
}

int64_t softmax_axis(const OnnxNode& node) {
  const bool is_flattening = node.opset() < 13;
  const int64_t axis =
      node.normalize_axis(node.integer({"axis"}).value_or(is_flattening ? 1 : -1), node.rank(0));
  return is_flattening ? single_axis_from(node, axis) : axis;
}

OnnxOperand lower_softmax(OnnxNode& node) {
  return node.add_unary(OpKind::kSoftmax, AxisAttrs{softmax_axis(node)});
}

}  // namespace msquant
