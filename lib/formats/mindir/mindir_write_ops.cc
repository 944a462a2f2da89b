#include "formats/mindir/mindir_write_ops.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "formats/mindir/mindir_types.h"

namespace msquant {
namespace {

std::string write_bias_add(MindirBuilder& builder, const Node& node) {
  return builder.add_node("BiasAdd", node, {{"data_format", int_literal(0)}});
}

// It also returns statistics for training, so its result is the first of a tuple.
std::string write_batch_norm(MindirBuilder& builder, const Node& node) {
  std::vector<std::string> inputs;
  for (ValueId input : node.inputs) inputs.push_back(builder.value(input));
  for (const MindirHyper& hyper :
       MindirHypers{{"is_training", bool_literal(false)},
                    {"epsilon", real_literal(node.as<BatchNormAttrs>().epsilon)},
                    {"momentum", real_literal(0.1f)},
                    {"data_format", int_literal(0)}}) {
    inputs.push_back(builder.add_literal(node, hyper));
  }
  const std::string results = builder.add_op("BatchNorm", node.name, std::move(inputs), nullptr);
  const std::string index = builder.add_literal(node, {"index", int_literal(0)});
  return builder.add_op("TupleGetItem", node.name + ".y", {results, index},
                        &builder.result_type(node));
}

std::string write_softmax(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Softmax", node, {{"axis", tuple_literal({node.as<AxisAttrs>().axis})}});
}

std::string write_reduce_mean(MindirBuilder& builder, const Node& node) {
  const auto& reduce = node.as<ReduceAttrs>();
  return builder.add_node(
      "ReduceMean", node,
      {{"axis", tuple_literal(reduce.axes)}, {"keep_dims", bool_literal(reduce.keep_dims)}});
}

// To MindSpore a 0 is a dimension of no elements, so copied dimensions are spelled out.
std::string write_reshape(MindirBuilder& builder, const Node& node) {
  Shape target = node.as<ReshapeAttrs>().shape;
  const Shape& result = builder.result_type(node).shape;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0) target[i] = result[i];
  }
  return builder.add_node("Reshape", node, {{"shape", tuple_literal(target)}});
}

std::string write_flatten(MindirBuilder& builder, const Node& node) {
  if (node.as<AxisAttrs>().axis == 1) return builder.add_node("Flatten", node);
  const Shape& result = builder.result_type(node).shape;
  return builder.add_node("Reshape", node, {{"shape", tuple_literal(result)}});
}

std::string write_transpose(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Transpose", node,
                          {{"perm", tuple_literal(node.as<TransposeAttrs>().permutation)}});
}

std::string write_concat(MindirBuilder& builder, const Node& node) {
  const std::string tuple = builder.add_tuple(node.name + ".inputs", node.inputs);
  const std::string axis =
      builder.add_literal(node, {"axis", int_literal(node.as<AxisAttrs>().axis)});
  return builder.add_op("Concat", node.name, {tuple, axis}, &builder.result_type(node));
}

std::string write_cast(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Cast", node,
                          {{"dst_type", int_literal(type_id_of(node.as<CastAttrs>().to))}});
}

// It does nothing, so its result is its input.
std::string write_identity(MindirBuilder& builder, const Node& node) {
  return builder.value(node.inputs[0]);
}

struct MindirSpelling {
  OpKind kind;
  const char* primitive;
  // Null if the operator is its primitive with its inputs.
  std::string (*write)(MindirBuilder&, const Node&) = nullptr;
};

// Sorted by name.
constexpr MindirSpelling kSpellings[] = {
    {OpKind::kAdd, "Add"},
    {OpKind::kAvgPool, "AvgPool", write_mindir_avg_pool},
    {OpKind::kBatchNorm, "BatchNorm", write_batch_norm},
    {OpKind::kBiasAdd, "BiasAdd", write_bias_add},
    {OpKind::kCast, "Cast", write_cast},
    {OpKind::kConcat, "Concat", write_concat},
    {OpKind::kConv2d, "Conv2D", write_mindir_conv2d},
    {OpKind::kDequantize, "Dequant", write_mindir_dequantize},
    {OpKind::kDiv, "RealDiv"},
    {OpKind::kFlatten, "Flatten", write_flatten},
    {OpKind::kIdentity, "", write_identity},
    {OpKind::kMatMul, "MatMul", write_mindir_matmul},
    {OpKind::kMaxPool, "MaxPool", write_mindir_max_pool},
    {OpKind::kMul, "Mul"},
    {OpKind::kPad, "Pad", write_mindir_pad},
    {OpKind::kQuantize, "Quant", write_mindir_quantize},
    {OpKind::kReduceMean, "ReduceMean", write_reduce_mean},
    {OpKind::kRelu, "ReLU"},
    {OpKind::kRelu6, "ReLU6"},
    {OpKind::kReshape, "Reshape", write_reshape},
    {OpKind::kSigmoid, "Sigmoid"},
    {OpKind::kSoftmax, "Softmax", write_softmax},
    {OpKind::kSub, "Sub"},
    {OpKind::kTranspose, "Transpose", write_transpose},
};

}  // namespace

void write_mindir_node(MindirBuilder& builder, const Node& node) {
  const auto* row =
      std::find_if(std::begin(kSpellings), std::end(kSpellings),
                   [&](const MindirSpelling& each) { return each.kind == node.kind; });
  if (row == std::end(kSpellings)) fail_to_write_mindir(node, "MindSpore has no such operator");
  builder.set_value(node.outputs[0], row->write == nullptr ? builder.add_node(row->primitive, node)
                                                           : row->write(builder, node));
}

void fail_to_write_mindir(const Node& node, const std::string& because) {
  throw Error(ErrorKind::kUnsupported, "MindIR cannot express an operator",
              "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
}

}  // namespace msquant
