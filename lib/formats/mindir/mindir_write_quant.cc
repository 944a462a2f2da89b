// Writing matrix products, and the operators around int8 products, as MindSpore exports what
// ptq_quant has made of a network:
//
//   Quant → Conv2D → BiasAdd → Dequant (float16) → Cast
//   Quant → MatMul → Cast (int32) → BiasAdd → Dequant (float16) → Cast
#include <cstring>

#include "formats/mindir/mindir_formula.h"
#include "formats/mindir/mindir_types.h"
#include "formats/mindir/mindir_write_ops.h"

namespace msquant {
namespace {

std::string cast(MindirBuilder& builder, const Node& node, std::string x, const TensorType& to) {
  const std::string name = node.name + ".cast";
  const std::string type = builder.add_op("Constant", name + ".dst_type", {}, nullptr,
                                          {{"value", int_literal(type_id_of(to.dtype))}});
  return builder.add_op("Cast", name, {std::move(x), type}, &to);
}

// The type of the same elements as rows along the last dimension.
TensorType rows_of(const TensorType& type) {
  const Shape& shape = type.shape;
  return {type.dtype, {element_count(Shape(shape.begin(), shape.end() - 1)), shape.back()}};
}

std::string reshape(MindirBuilder& builder, const Node& node, const char* what, std::string x,
                    const TensorType& to) {
  const std::string name = node.name + "." + what;
  const std::string shape = builder.add_op("Constant", name + ".shape", {}, nullptr,
                                           {{"value", tuple_literal(to.shape)}});
  return builder.add_op("Reshape", name, {std::move(x), shape}, &to);
}

std::string as_rows(MindirBuilder& builder, const Node& node, ValueId x) {
  return reshape(builder, node, "rows", builder.value(x), rows_of(builder.type(x)));
}

// The float32 in the lower half of each word; above it no shift and no offset of the weight.
Tensor packed_scales(const Tensor& scales) {
  std::vector<uint64_t> words;
  for (float scale : scales.data<float>()) {
    uint32_t bits;
    std::memcpy(&bits, &scale, sizeof bits);
    words.push_back(bits);
  }
  return Tensor::from(scales.shape(), words);
}

std::string add_product(MindirBuilder& builder, const Node& node, const char* primitive,
                        std::string a, const TensorType& type) {
  const auto& matmul = node.as<MatMulAttrs>();
  const std::string transpose_a =
      builder.add_literal(node, {"transpose_a", bool_literal(matmul.transpose_a)});
  const std::string transpose_b =
      builder.add_literal(node, {"transpose_b", bool_literal(matmul.transpose_b)});
  return builder.add_op(primitive, node.name,
                        {std::move(a), builder.value(node.inputs[1]), transpose_a, transpose_b},
                        &type);
}

// Of two matrices, the first of which the file calls `a`, with the bias.
std::string write_matrix_product(MindirBuilder& builder, const Node& node, std::string a,
                                 const TensorType& result) {
  if (result.dtype != DType::kInt32) {
    std::string product = add_product(builder, node, "MatMul", std::move(a), result);
    return add_mindir_bias(builder, node, std::move(product), result);
  }
  // MindSpore takes the product of int8 for int8.
  std::string product =
      add_product(builder, node, "MatMul", std::move(a), {DType::kInt8, result.shape});
  return add_mindir_bias(builder, node, cast(builder, node, std::move(product), result), result);
}

// The operand with the dimensions of `batch` in front of its matrices.
std::string spread(MindirBuilder& builder, const Node& node, size_t i, const Shape& batch) {
  const MindirFormula f(builder, node);
  const Shape& shape = f.type(i).shape;
  TensorType type{f.type(i).dtype, batch};
  type.shape.insert(type.shape.end(), shape.end() - 2, shape.end());
  if (type.shape == shape) return f.input(i);
  return f.step("BroadcastTo", {f.input(i), f.literal("shape", tuple_literal(type.shape))}, type);
}

// MindSpore multiplies batches of equal size only.
std::string write_batched(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  if (f.type(0).dtype == DType::kInt8) {
    fail_to_write_mindir(node, "MindSpore multiplies batches of floats only");
  }
  const Shape batch(f.result().shape.begin(), f.result().shape.end() - 2);
  const auto& matmul = node.as<MatMulAttrs>();
  const std::string product =
      builder.add_op("BatchMatMul", node.name,
                     {spread(builder, node, 0, batch), spread(builder, node, 1, batch),
                      f.literal("transpose_a", bool_literal(matmul.transpose_a)),
                      f.literal("transpose_b", bool_literal(matmul.transpose_b))},
                     &f.result());
  return node.inputs.size() < 3 ? product : f.step("Add", {product, f.input(2)});
}

}  // namespace

std::string add_mindir_bias(MindirBuilder& builder, const Node& node, std::string product,
                            const TensorType& type) {
  if (node.inputs.size() < 3) return product;
  const std::string bias = builder.value(node.inputs[2]);
  const std::string format = builder.add_literal(node, {"data_format", int_literal(0)});
  return builder.add_op("BiasAdd", node.name + ".bias_add", {std::move(product), bias, format},
                        &type);
}

std::string write_mindir_matmul(MindirBuilder& builder, const Node& node) {
  const size_t rank_a = builder.type(node.inputs[0]).shape.size();
  const size_t rank_b = builder.type(node.inputs[1]).shape.size();
  if (rank_b > 2 || (rank_a > 2 && node.as<MatMulAttrs>().transpose_a)) {
    return write_batched(builder, node);
  }
  if (rank_a == 2) {
    return write_matrix_product(builder, node, builder.value(node.inputs[0]),
                                builder.result_type(node));
  }
  const std::string rows = as_rows(builder, node, node.inputs[0]);
  return reshape(builder, node, "result",
                 write_matrix_product(builder, node, rows, rows_of(builder.result_type(node))),
                 builder.result_type(node));
}

std::string write_mindir_quantize(MindirBuilder& builder, const Node& node) {
  const auto& quantize = node.as<QuantizeAttrs>();
  return builder.add_op("Quant", node.name, {builder.value(node.inputs[0])},
                        &builder.result_type(node),
                        {{"scale", real_literal(quantize.inverse_scale)},
                         {"offset", real_literal(static_cast<float>(quantize.zero_point))},
                         {"sqrt_mode", bool_literal(false)},
                         {"round_mode", text_literal("Round")},
                         {"dst_type", dtype_literal(DType::kInt8)}});
}

// MindSpore's Dequant gives float16, whatever its dtype says, and scales along dimension 1.
std::string write_mindir_dequantize(MindirBuilder& builder, const Node& node) {
  const Value& scales = builder.graph().value(node.inputs[1]);
  const TensorType& result = builder.result_type(node);
  const int64_t axis = node.as<DequantizeAttrs>().axis;
  const bool by_rows = axis != 1 && axis + 1 == static_cast<int64_t>(result.shape.size());
  if (axis != 1 && !by_rows) fail_to_write_mindir(node, "MindSpore scales no such dimension");
  if (!scales.constant) fail_to_write_mindir(node, "its scales are not constant");
  std::string x = by_rows ? as_rows(builder, node, node.inputs[0]) : builder.value(node.inputs[0]);
  const std::string packed =
      builder.add_op("Constant", scales.name, {}, nullptr,
                     {{"value", tensor_literal(packed_scales(*scales.constant))}});
  const TensorType scaled = by_rows ? rows_of(result) : result;
  const TensorType half{DType::kFloat16, scaled.shape};
  std::string y = builder.add_op("Dequant", node.name, {std::move(x), packed}, &half,
                                 {{"sqrt_mode", bool_literal(false)},
                                  {"relu_flag", bool_literal(false)},
                                  {"dtype", dtype_literal(DType::kFloat16)}});
  if (result.dtype != DType::kFloat16) y = cast(builder, node, std::move(y), scaled);
  return by_rows ? reshape(builder, node, "result", std::move(y), result) : y;
}

}  // namespace msquant
