// Matrix products, Softmax and reductions.
#include <numeric>

#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

void require_factor_one(const OnnxNode& node, const char* name) {
  const float factor = node.real({name}).value_or(1);
  if (factor != 1) {
    node.unsupported("its " + std::string(name) + " is " + std::to_string(factor) +
                     ", msquant knows 1 only");
  }
}

// C of Gemm as the bias of `units` outputs, or nothing if it varies along the rows too.
std::optional<ValueId> bias_of_gemm(OnnxNode& node, int64_t units) {
  const Shape& shape = node.shape(2);
  if (shape == Shape{units}) return node.value(2);
  const Tensor* literal = node.literal(2);
  if (literal == nullptr || shape != Shape{1, units}) return std::nullopt;
  return node.add_constant(node.operand(2).name, literal->reshaped({units}));
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

OnnxOperand lower_gemm(OnnxNode& node) {
  require_factor_one(node, "alpha");
  require_factor_one(node, "beta");
  if (node.rank(0) != 2 || node.rank(1) != 2) node.fail("its operands are not matrices");
  MatMulAttrs attrs;
  attrs.transpose_a = node.is_true({"transA"});
  attrs.transpose_b = node.is_true({"transB"});
  std::vector<ValueId> inputs{node.value(0), node.value(1)};
  if (!node.has(2)) return node.add_layer(OpKind::kMatMul, attrs, std::move(inputs));
  const auto bias = bias_of_gemm(node, node.shape(1)[attrs.transpose_b ? 0 : 1]);
  if (bias) inputs.push_back(*bias);
  OnnxOperand product = node.add_layer(OpKind::kMatMul, attrs, std::move(inputs));
  return bias ? product : node.add_op(OpKind::kAdd, {}, {product.value, node.value(2)});
}

OnnxOperand lower_matmul(OnnxNode& node) {
  if (node.rank(0) < 2 || node.rank(1) < 2) {
    node.unsupported("it multiplies a vector, msquant multiplies matrices");
  }
  return node.add_layer(OpKind::kMatMul, MatMulAttrs{}, {node.value(0), node.value(1)});
}

OnnxOperand lower_reduce(OnnxNode& node, OpKind kind) {
  const int64_t rank = node.rank(0);
  std::vector<int64_t> axes = node.integers({"axes", 1}).value_or(std::vector<int64_t>{});
  if (axes.empty() && node.is_true({"noop_with_empty_axes"})) return lower_identity(node);
  if (axes.empty()) axes = all_axes(0, rank);
  const bool keep_dims = node.integer({"keepdims"}).value_or(1) != 0;
  return node.add_unary(kind, ReduceAttrs{node.normalize_axes(std::move(axes), rank), keep_dims});
}

OnnxOperand lower_global_pool(OnnxNode& node, OpKind kind) {
  if (node.rank(0) < 3) node.fail("its input has shape " + to_string(node.shape(0)));
  return node.add_unary(kind, ReduceAttrs{all_axes(2, node.rank(0)), true});
}

OnnxOperand lower_softmax(OnnxNode& node) {
  const bool is_flattening = node.opset() < 13;
  const int64_t axis =
      node.normalize_axis(node.integer({"axis"}).value_or(is_flattening ? 1 : -1), node.rank(0));
  return node.add_unary(OpKind::kSoftmax,
                        AxisAttrs{is_flattening ? single_axis_from(node, axis) : axis});
}

}  // namespace msquant
