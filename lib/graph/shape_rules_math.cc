// Products, functions of elements, normalization, reductions and conversions.
#include <algorithm>

#include "graph/shape_rules.h"

namespace msquant {

DType product_type(const Operands& op) {
  op.require(op.dtype(0) == op.dtype(1), "its operands have different element types");
  if (op.dtype(0) == DType::kInt8) {
    op.require(op.count() < 3 || op.dtype(2) == DType::kInt32, "its bias must be int32");
    return DType::kInt32;
  }
  op.require(is_floating(op.dtype(0)), "its operands must be floating-point or int8");
  return op.dtype(0);
}

Shape broadcast_shape(const Operands& op, const Shape& a, const Shape& b) {
  Shape result(std::max(a.size(), b.size()));
  for (size_t i = 0; i < result.size(); ++i) {
    const int64_t da = i < a.size() ? a[a.size() - 1 - i] : 1;
    const int64_t db = i < b.size() ? b[b.size() - 1 - i] : 1;
    op.require(da == db || da == 1 || db == 1,
               "shapes " + to_string(a) + " and " + to_string(b) + " do not broadcast");
    result[result.size() - 1 - i] = da == 1 ? db : da;
  }
  return result;
}

TensorType infer_matmul(const Operands& op) {
  const auto& attrs = op.node.as<MatMulAttrs>();
  Shape a = op.shape(0), b = op.shape(1);
  op.require(a.size() >= 2 && b.size() >= 2, "its operands must have two dimensions or more");
  if (attrs.transpose_a) std::swap(a[a.size() - 1], a[a.size() - 2]);
  if (attrs.transpose_b) std::swap(b[b.size() - 1], b[b.size() - 2]);
  op.require(a.back() == b[b.size() - 2],
             "matrices " + to_string(a) + " and " + to_string(b) + " do not multiply");
  Shape result = broadcast_shape(op, Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
  result.push_back(a[a.size() - 2]);
  result.push_back(b.back());
  if (op.count() > 2) op.require_vector(2, result.back());
  return {product_type(op), result};
}

TensorType infer_channel_vectors(const Operands& op) {
  op.require(op.shape(0).size() >= 2, "its first input needs a channel dimension");
  for (size_t i = 1; i < op.count(); ++i) op.require_vector(i, op.shape(0)[1]);
  return op.types[0];
}

TensorType infer_same(const Operands& op) { return op.types[0]; }

TensorType infer_elementwise(const Operands& op) {
  op.require(op.dtype(0) == op.dtype(1), "its operands have different element types");
  return {op.dtype(0), broadcast_shape(op, op.shape(0), op.shape(1))};
}

TensorType infer_softmax(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  op.require(axis >= 0 && axis < static_cast<int64_t>(op.shape(0).size()), "axis out of range");
  return op.types[0];
}

TensorType infer_layer_norm(const Operands& op) {
  const int64_t axis = op.node.as<LayerNormAttrs>().axis;
  const Shape& x = op.shape(0);
  op.require(axis >= 0 && axis < static_cast<int64_t>(x.size()), "axis out of range");
  const Shape normalized(x.begin() + axis, x.end());
  for (size_t i = 1; i < op.count(); ++i) {
    op.require(op.shape(i) == normalized, "input " + std::to_string(i) + " has shape " +
                                              to_string(op.shape(i)) + ", expected " +
                                              to_string(normalized));
  }
  return op.types[0];
}

TensorType infer_group_norm(const Operands& op) {
  const int64_t groups = op.node.as<GroupNormAttrs>().groups;
  const TensorType type = infer_channel_vectors(op);
  op.require(groups > 0 && type.shape[1] % groups == 0, std::to_string(type.shape[1]) +
                                                            " channels do not make " +
                                                            std::to_string(groups) + " groups");
  return type;
}

TensorType infer_reduce(const Operands& op) {
  const auto& a = op.node.as<ReduceAttrs>();
  Shape result;
  for (int64_t i = 0; i < static_cast<int64_t>(op.shape(0).size()); ++i) {
    const bool reduced = std::find(a.axes.begin(), a.axes.end(), i) != a.axes.end();
    if (!reduced) result.push_back(op.shape(0)[static_cast<size_t>(i)]);
    if (reduced && a.keep_dims) result.push_back(1);
  }
  for (int64_t axis : a.axes) {
    op.require(axis >= 0 && axis < static_cast<int64_t>(op.shape(0).size()), "axis out of range");
  }
  return {op.dtype(0), result};
}

TensorType infer_cast(const Operands& op) { return {op.node.as<CastAttrs>().to, op.shape(0)}; }

TensorType infer_fake_quant(const Operands& op) {
  const auto& params = op.node.as<FakeQuantAttrs>().params;
  if (params && params->is_per_channel()) {
    const auto axis = static_cast<size_t>(params->axis);
    op.require(axis < op.shape(0).size() &&
                   op.shape(0)[axis] == static_cast<int64_t>(params->scale.size()),
               "its scales do not fit " + to_string(op.shape(0)));
  }
  return op.types[0];
}

TensorType infer_quantize(const Operands& op) {
  op.require(is_floating(op.dtype(0)), "its input must be floating-point");
  return {DType::kInt8, op.shape(0)};
}

TensorType infer_dequantize(const Operands& op) {
  const auto& a = op.node.as<DequantizeAttrs>();
  op.require(op.dtype(0) == DType::kInt32, "its input must be int32");
  op.require(op.dtype(1) == DType::kFloat32, "its scale must be float32");
  op.require(a.axis >= 0 && a.axis < static_cast<int64_t>(op.shape(0).size()), "axis out of range");
  op.require_vector(1, op.shape(0)[static_cast<size_t>(a.axis)]);
  return {a.to, op.shape(0)};
}

}  // namespace msquant
