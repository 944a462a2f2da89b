#include "formats/mindir/mindir_ops.h"

#include <algorithm>

namespace msquant {
namespace {

// Sorted by name.
constexpr MindirOp kOps[] = {
    {"Add", lower_add},
    {"AvgPool", lower_avg_pool},
    {"BatchNorm", lower_batch_norm},
    {"BiasAdd", lower_bias_add},
    {"Cast", lower_cast},
    {"Concat", lower_concat},
    {"Constant", nullptr},
    {"Conv2D", lower_conv2d},
    {"Depend", lower_first_input, 1},
    {"Dequant", lower_dequant},
    {"Div", lower_div},
    {"Dropout", lower_dropout},
    {"Flatten", lower_flatten},
    {"Load", lower_first_input, 1},
    {"MakeTuple", lower_make_tuple},
    {"MatMul", lower_matmul},
    {"MaxPool", lower_max_pool},
    {"Mul", lower_mul},
    {"Pad", lower_pad},
    {"Quant", lower_quant},
    {"ReLU", lower_relu},
    {"ReLU6", lower_relu6},
    {"RealDiv", lower_div},
    {"ReduceMean", lower_reduce_mean},
    {"Reshape", lower_reshape},
    {"Sigmoid", lower_sigmoid},
    {"Softmax", lower_softmax},
    {"Sub", lower_sub},
    {"Transpose", lower_transpose},
    {"TupleGetItem", lower_tuple_get_item},
    {"UpdateState", lower_state, 0},
};

}  // namespace

const MindirOp* find_mindir_op(std::string_view primitive) {
  const auto* found = std::find_if(std::begin(kOps), std::end(kOps),
                                   [&](const MindirOp& op) { return op.primitive == primitive; });
  return found == std::end(kOps) ? nullptr : found;
}

std::string supported_mindir_ops() {
  std::string list;
  for (const MindirOp& op : kOps) {
    if (!list.empty()) list += ", ";
    list += op.primitive;
  }
  return list;
}

}  // namespace msquant
