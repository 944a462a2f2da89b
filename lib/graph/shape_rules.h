// The rules of shape inference: one for each family of operators, called with inputs whose number
// is right. Each throws Error(kModel) naming the node if types or attributes do not fit.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// A node together with the types of its inputs: what each rule below looks at.
struct Operands {
  const Node& node;
  std::vector<TensorType> types;

  size_t count() const { return types.size(); }
  const Shape& shape(size_t i) const { return types[i].shape; }
  DType dtype(size_t i) const { return types[i].dtype; }

  [[noreturn]] void fail(const std::string& because) const {
    throw Error(ErrorKind::kModel, "the inputs of an operator do not fit it",
                "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
  }
  void require(bool condition, const std::string& because) const {
    if (!condition) fail(because);
  }
  void require_rank(size_t i, size_t rank) const {
    require(shape(i).size() == rank, "input " + std::to_string(i) + " has shape " +
                                         to_string(shape(i)) + ", expected " +
                                         std::to_string(rank) + " dimensions");
  }
  void require_vector(size_t i, int64_t length) const {
    require(shape(i) == Shape{length}, "input " + std::to_string(i) + " has shape " +
                                           to_string(shape(i)) + ", expected " +
                                           to_string(Shape{length}));
  }
};

// The shape that NumPy broadcasts both to.
Shape broadcast_shape(const Operands& op, const Shape& a, const Shape& b);
// Integer operands are multiplied exactly and give int32; float operands keep their type.
DType product_type(const Operands& op);

// shape_rules_window.cc
TensorType infer_conv(const Operands& op);
TensorType infer_conv_transpose(const Operands& op);
TensorType infer_pool(const Operands& op);
TensorType infer_adaptive_pool(const Operands& op);
TensorType infer_resize(const Operands& op);

// shape_rules_math.cc
TensorType infer_matmul(const Operands& op);
TensorType infer_channel_vectors(const Operands& op);  // BiasAdd, BatchNorm
TensorType infer_layer_norm(const Operands& op);
TensorType infer_group_norm(const Operands& op);
TensorType infer_same(const Operands& op);
TensorType infer_elementwise(const Operands& op);
TensorType infer_softmax(const Operands& op);
TensorType infer_reduce(const Operands& op);
TensorType infer_cast(const Operands& op);
TensorType infer_fake_quant(const Operands& op);
TensorType infer_quantize(const Operands& op);
TensorType infer_dequantize(const Operands& op);

// shape_rules_movement.cc
TensorType infer_reshape(const Operands& op);
TensorType infer_flatten(const Operands& op);
TensorType infer_transpose(const Operands& op);
TensorType infer_concat(const Operands& op);
TensorType infer_pad(const Operands& op);
TensorType infer_slice(const Operands& op);
TensorType infer_gather(const Operands& op);
TensorType infer_broadcast_to(const Operands& op);
TensorType infer_tile(const Operands& op);

}  // namespace msquant
