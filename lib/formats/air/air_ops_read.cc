#include <algorithm>
#include <string_view>

#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

template <OpKind kind>
ValueId read_unary(AirNode& node) {
  return node.add(kind, {}, {node.input(0)});
}

template <OpKind kind>
ValueId read_binary(AirNode& node) {
  return node.add(kind, {}, {node.input(0), node.input(1)});
}

ValueId read_batch_norm(AirNode& node) {
  node.require_nchw();
  if (node.attributes().get_bool("is_training")) node.unsupported("it is in training mode");
  return node.add(OpKind::kBatchNorm, BatchNormAttrs{node.attributes().get_float("epsilon")},
                  {node.input(0), node.input(1), node.input(2), node.input(3), node.input(4)});
}

ValueId read_softmax(AirNode& node) {
  const std::vector<int64_t> axes = node.attributes().get_ints("axes");
  if (axes.size() != 1) node.unsupported("it has " + std::to_string(axes.size()) + " axes");
  return node.add(OpKind::kSoftmax, AxisAttrs{node.normalized_axis(axes[0])}, {node.input(0)});
}

ValueId add_reduce_mean(AirNode& node, std::vector<int64_t> axes) {
  for (int64_t& axis : axes) axis = node.normalized_axis(axis);
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  if (axes.empty()) node.unsupported("it reduces no axes");
  return node.add(OpKind::kReduceMean, ReduceAttrs{axes, node.attributes().get_bool("keep_dims")},
                  {node.input(0)});
}

ValueId read_reduce_mean(AirNode& node) { return add_reduce_mean(node, node.constant_ints(1)); }

ValueId read_reduce_mean_d(AirNode& node) {
  return add_reduce_mean(node, node.attributes().get_ints("axes"));
}

ValueId read_reshape(AirNode& node) {
  if (node.attributes().get_int("axis") != 0 || node.attributes().get_int("num_axes") != -1) {
    node.unsupported("it reshapes a part of the dimensions");
  }
  const std::vector<int64_t> target = node.constant_ints(1);
  if (std::count(target.begin(), target.end(), 0) > 0) {
    node.unsupported("its result has no elements");
  }
  return node.add(OpKind::kReshape, ReshapeAttrs{target}, {node.input(0)});
}

ValueId read_flatten(AirNode& node) {
  return node.add(OpKind::kFlatten,
                  AxisAttrs{node.normalized_axis(node.attributes().get_int("axis"))},
                  {node.input(0)});
}

ValueId read_transpose(AirNode& node) {
  const std::vector<int64_t> permutation = node.constant_ints(1);
  node.require(permutation.size() == node.shape(0).size(),
               "its permutation " + to_string(permutation) + " does not fit its input");
  return node.add(OpKind::kTranspose, TransposeAttrs{permutation}, {node.input(0)});
}

ValueId read_concat(AirNode& node) {
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < node.input_count(); ++i) inputs.push_back(node.input(i));
  const int64_t axis = node.attributes().get_int("concat_dim");
  return node.add(OpKind::kConcat, AxisAttrs{node.normalized_axis(axis)}, inputs);
}

ValueId read_pad(AirNode& node) {
  PadAttrs pad;
  for (const auto& pair : node.attributes().get_int_lists("paddings")) {
    node.require(pair.size() == 2, "its paddings are not pairs");
    pad.before.push_back(pair[0]);
    pad.after.push_back(pair[1]);
  }
  return node.add(OpKind::kPad, pad, {node.input(0)});
}

ValueId read_cast(AirNode& node) {
  const int64_t type = node.attributes().get_int("dst_type");
  const auto dtype = dtype_of_attribute(type);
  if (!dtype) node.unsupported("its dst_type is " + std::to_string(type));
  return node.add(OpKind::kCast, CastAttrs{*dtype}, {node.input(0)});
}

ValueId read_constant(AirNode& node) {
  std::string name = node.name();
  constexpr std::string_view kSuffix = "_const";
  if (name.size() > kSuffix.size() &&
      name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0) {
    name.resize(name.size() - kSuffix.size());
  }
  return node.graph().add_constant(name, node.value_tensor());
}

struct Reader {
  std::string_view type;
  ValueId (*read)(AirNode&);
};

constexpr Reader kReaders[] = {
    {"Const", read_constant},
    {"Constant", read_constant},
    {"AscendQuant", read_quantize},
    {"AscendDequant", read_dequantize},
    {"Conv2D", read_convolution},
    {"MatMul", read_matmul},
    {"MatMulV2", read_matmul},
    {"BatchMatMul", read_batch_matmul},
    {"BiasAdd", read_bias_add},
    {"BatchNorm", read_batch_norm},
    {"Relu", read_unary<OpKind::kRelu>},
    {"Relu6", read_unary<OpKind::kRelu6>},
    {"Sigmoid", read_unary<OpKind::kSigmoid>},
    {"SoftmaxV2", read_softmax},
    {"Add", read_binary<OpKind::kAdd>},
    {"Sub", read_sub},
    {"Mul", read_binary<OpKind::kMul>},
    {"RealDiv", read_binary<OpKind::kDiv>},
    {"MaxPool", read_pool},
    {"AvgPool", read_pool},
    {"MaxPoolV3", read_explicit_pool},
    {"AvgPoolV2", read_explicit_pool},
    {"ReduceMean", read_reduce_mean},
    {"ReduceMeanD", read_reduce_mean_d},
    {"Reshape", read_reshape},
    {"Flatten", read_flatten},
    {"Transpose", read_transpose},
    {"ConcatD", read_concat},
    {"PadD", read_pad},
    {"Cast", read_cast},
    {"Identity", read_unary<OpKind::kIdentity>},
};

}  // namespace

ValueId read_node(AirNode& node) {
  for (const Reader& reader : kReaders) {
    if (reader.type == node.type()) return reader.read(node);
  }
  node.unsupported("msquant does not read operators of this type");
}

}  // namespace msquant
