#include "engine/reference/kernel_table.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace msquant {
namespace {

struct KernelRow {
  OpKind kind;
  Kernel on_float32;  // for floating-point inputs, which are widened to float32 first
  Kernel as_stored;   // for the other inputs; for all if there is no on_float32
};

constexpr KernelRow kKernels[] = {
    {OpKind::kConv2d, conv2d, integer_conv2d},
    {OpKind::kConvTranspose2d, conv_transpose2d, nullptr},
    {OpKind::kMatMul, matmul, integer_matmul},
    {OpKind::kBiasAdd, bias_add, nullptr},
    {OpKind::kBatchNorm, batch_norm, nullptr},
    {OpKind::kLayerNorm, layer_norm, nullptr},
    {OpKind::kGroupNorm, group_norm, nullptr},
    {OpKind::kRelu, unary, nullptr},
    {OpKind::kRelu6, unary, nullptr},
    {OpKind::kLeakyRelu, unary, nullptr},
    {OpKind::kElu, unary, nullptr},
    {OpKind::kClip, unary, nullptr},
    {OpKind::kHardSigmoid, unary, nullptr},
    {OpKind::kHardSwish, unary, nullptr},
    {OpKind::kSwish, unary, nullptr},
    {OpKind::kMish, unary, nullptr},
    {OpKind::kGelu, unary, nullptr},
    {OpKind::kGeluTanh, unary, nullptr},
    {OpKind::kSoftplus, unary, nullptr},
    {OpKind::kTanh, unary, nullptr},
    {OpKind::kErf, unary, nullptr},
    {OpKind::kSqrt, unary, nullptr},
    {OpKind::kRsqrt, unary, nullptr},
    {OpKind::kNeg, unary, nullptr},
    {OpKind::kAbs, unary, nullptr},
    {OpKind::kExp, unary, nullptr},
    {OpKind::kLog, unary, nullptr},
    {OpKind::kSigmoid, unary, nullptr},
    {OpKind::kSoftmax, softmax, nullptr},
    {OpKind::kAdd, binary, nullptr},
    {OpKind::kSub, binary, nullptr},
    {OpKind::kMul, binary, nullptr},
    {OpKind::kDiv, binary, nullptr},
    {OpKind::kMaximum, binary, nullptr},
    {OpKind::kMinimum, binary, nullptr},
    {OpKind::kPow, binary, nullptr},
    {OpKind::kPRelu, binary, nullptr},
    {OpKind::kMaxPool, max_pool, nullptr},
    {OpKind::kAvgPool, avg_pool, nullptr},
    {OpKind::kAdaptiveAvgPool, adaptive_avg_pool, nullptr},
    {OpKind::kResize, resize, nullptr},
    {OpKind::kReduceSum, reduce_sum, nullptr},
    {OpKind::kReduceMax, reduce_max, nullptr},
    {OpKind::kReduceMean, reduce_mean, nullptr},
    {OpKind::kReshape, nullptr, reshape},
    {OpKind::kFlatten, nullptr, reshape},
    {OpKind::kTranspose, nullptr, transpose},
    {OpKind::kConcat, nullptr, concat},
    {OpKind::kPad, nullptr, pad},
    {OpKind::kSlice, nullptr, slice},
    {OpKind::kGather, nullptr, gather},
    {OpKind::kBroadcastTo, nullptr, broadcast_to},
    {OpKind::kTile, nullptr, tile},
    {OpKind::kCast, nullptr, cast},
    {OpKind::kIdentity, nullptr, reshape},
    {OpKind::kFakeQuant, fake_quant, nullptr},
    {OpKind::kQuantize, quantize, nullptr},
    {OpKind::kDequantize, nullptr, dequantize},
};
static_assert(std::size(kKernels) == kOpKindCount, "every operator has a row");

const KernelRow& row_of(OpKind kind) {
  return *std::find_if(std::begin(kKernels), std::end(kKernels),
                       [kind](const KernelRow& row) { return row.kind == kind; });
}

bool runs_on_float32(const KernelRow& row, DType first_input) {
  return row.on_float32 != nullptr && (is_floating(first_input) || row.as_stored == nullptr);
}

}  // namespace

void require_kernel(const Graph& graph, const Node& node) {
  const KernelRow& row = row_of(node.kind);
  if (!runs_on_float32(row, graph.value(node.inputs[0]).type.dtype)) return;
  for (ValueId input : node.inputs) {
    const DType dtype = graph.value(input).type.dtype;
    // float64 would lose digits in a float32 kernel.
    if (is_floating(dtype) && dtype != DType::kFloat64) continue;
    throw Error(ErrorKind::kUnsupported, "the engine cannot run an operator",
                "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")",
                "its input '" + graph.value(input).name + "' is " + std::string(name_of(dtype)),
                "export the model in float32 or float16");
  }
}

Tensor run_kernel(const KernelCall& call) {
  const KernelRow& row = row_of(call.node.kind);
  if (!runs_on_float32(row, call.inputs[0].dtype())) return row.as_stored(call);
  KernelCall widened{call.node, {}, call.output};
  for (const Tensor& input : call.inputs) widened.inputs.push_back(input.to_float32());
  return cast_elements(row.on_float32(widened), call.output.dtype);
}

}  // namespace msquant
