// Operators that are formulas of others.
#include <cmath>

#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

ValueId number(OnnxNode& node, float value) {
  return node.add_number("number", node.type(0).dtype, value);
}

ValueId apply(OnnxNode& node, OpKind kind, std::vector<ValueId> inputs,
              Attributes attributes = {}) {
  return node.add_op(kind, std::move(attributes), std::move(inputs)).value;
}

ValueId reduced(OnnxNode& node, OpKind kind, ValueId x) {
  const auto attrs = reduce_attributes(node);
  return attrs ? apply(node, kind, {x}, *attrs) : x;
}

ValueId squared(OnnxNode& node) {
  return apply(node, OpKind::kMul, {node.value(0), node.value(0)});
}

// [N, C, H, W] as blocks, in another order, as an image again.
OnnxOperand rearranged(OnnxNode& node, const Shape& blocks, const std::vector<int64_t>& order,
                       const Shape& image) {
  const ValueId split = node.reshaped(0, blocks);
  const ValueId moved = apply(node, OpKind::kTranspose, {split}, TransposeAttrs{order});
  return node.add_op(OpKind::kReshape, ReshapeAttrs{image}, {moved});
}

int64_t block_size(const OnnxNode& node) {
  const int64_t size = node.integer({"blocksize"}).value_or(0);
  if (size < 1 || node.rank(0) != 4) node.fail("its blocksize or its input's shape is wrong");
  return size;
}

// How many whole blocks of `size` there are.
int64_t blocks_in(const OnnxNode& node, int64_t dimension, int64_t size) {
  if (dimension % size != 0) {
    node.fail("its blocksize " + std::to_string(size) + " does not divide " +
              to_string(node.shape(0)));
  }
  return dimension / size;
}

}  // namespace

OnnxOperand lower_reciprocal(OnnxNode& node) {
  return node.add_op(OpKind::kDiv, {}, {number(node, 1), node.value(0)});
}

OnnxOperand lower_softsign(OnnxNode& node) {
  const ValueId size = apply(node, OpKind::kAbs, {node.value(0)});
  const ValueId divisor = apply(node, OpKind::kAdd, {size, number(node, 1)});
  return node.add_op(OpKind::kDiv, {}, {node.value(0), divisor});
}

OnnxOperand lower_selu(OnnxNode& node) {
  const FunctionAttrs curve{node.real({"alpha"}).value_or(1.67326319217681884765625f)};
  const ValueId elu = apply(node, OpKind::kElu, {node.value(0)}, curve);
  const float gamma = node.real({"gamma"}).value_or(1.05070102214813232421875f);
  return node.add_op(OpKind::kMul, {}, {elu, number(node, gamma)});
}

// alpha * elu(x / alpha)
OnnxOperand lower_celu(OnnxNode& node) {
  const float alpha = node.real({"alpha"}).value_or(1);
  if (!(alpha > 0)) node.fail("its alpha is " + std::to_string(alpha));
  const ValueId scaled = apply(node, OpKind::kDiv, {node.value(0), number(node, alpha)});
  const ValueId elu = apply(node, OpKind::kElu, {scaled}, FunctionAttrs{1});
  return node.add_op(OpKind::kMul, {}, {elu, number(node, alpha)});
}

OnnxOperand lower_mean(OnnxNode& node) {
  const ValueId sum = lower_sum(node).value;
  const auto count = static_cast<float>(node.input_count());
  return node.add_op(OpKind::kDiv, {}, {sum, number(node, count)});
}

// Before opset 13 it flattens as Softmax does, which lower_softmax() refuses where that matters.
OnnxOperand lower_log_softmax(OnnxNode& node) {
  const ReduceAttrs along{{softmax_axis(node)}, true};
  const ValueId largest = apply(node, OpKind::kReduceMax, {node.value(0)}, along);
  const ValueId below = apply(node, OpKind::kSub, {node.value(0), largest});
  const ValueId powers = apply(node, OpKind::kExp, {below});
  const ValueId sum = apply(node, OpKind::kReduceSum, {powers}, along);
  return node.add_op(OpKind::kSub, {}, {below, apply(node, OpKind::kLog, {sum})});
}

OnnxOperand lower_reduce_min(OnnxNode& node) {
  const ValueId negative = apply(node, OpKind::kNeg, {node.value(0)});
  return node.add_op(OpKind::kNeg, {}, {reduced(node, OpKind::kReduceMax, negative)});
}

OnnxOperand lower_reduce_l1(OnnxNode& node) {
  return OnnxOperand::of(
      reduced(node, OpKind::kReduceSum, apply(node, OpKind::kAbs, {node.value(0)})));
}

OnnxOperand lower_reduce_sum_square(OnnxNode& node) {
  return OnnxOperand::of(reduced(node, OpKind::kReduceSum, squared(node)));
}

OnnxOperand lower_reduce_l2(OnnxNode& node) {
  return node.add_op(OpKind::kSqrt, {}, {reduced(node, OpKind::kReduceSum, squared(node))});
}

OnnxOperand lower_depth_to_space(OnnxNode& node) {
  const int64_t size = block_size(node);
  const Shape& x = node.shape(0);
  const int64_t channels = blocks_in(node, blocks_in(node, x[1], size), size);
  const Shape image{x[0], channels, x[2] * size, x[3] * size};
  const std::string mode = node.text("mode").value_or("DCR");
  if (mode != "DCR" && mode != "CRD") node.fail("its mode is '" + mode + "'");
  return mode == "DCR"
             ? rearranged(node, {x[0], size, size, channels, x[2], x[3]}, {0, 3, 4, 1, 5, 2}, image)
             : rearranged(node, {x[0], channels, size, size, x[2], x[3]}, {0, 1, 4, 2, 5, 3},
                          image);
}

OnnxOperand lower_space_to_depth(OnnxNode& node) {
  const int64_t size = block_size(node);
  const Shape& x = node.shape(0);
  const int64_t rows = blocks_in(node, x[2], size), columns = blocks_in(node, x[3], size);
  return rearranged(node, {x[0], x[1], rows, size, columns, size}, {0, 3, 5, 1, 2, 4},
                    {x[0], x[1] * size * size, rows, columns});
}

}  // namespace msquant
