// The reference kernels: one plain loop for each operator, written to be read, not to be fast.
//
// Those for floating-point operators take float32 inputs, sum in double and return float32; the
// others take and return elements as they are stored. Shapes have been checked by shape inference.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace msquant {

// One execution of a node.
struct KernelCall {
  const Node& node;
  std::vector<Tensor> inputs;
  TensorType output;
};

using Kernel = Tensor (*)(const KernelCall& call);

// conv.cc, matmul.cc: the integer forms are exact; they throw Error(kModel) naming the node if a
// sum does not fit int32, where hardware would wrap or saturate.
Tensor conv2d(const KernelCall& call);
Tensor integer_conv2d(const KernelCall& call);
Tensor matmul(const KernelCall& call);
Tensor integer_matmul(const KernelCall& call);

// conv_transpose.cc
Tensor conv_transpose2d(const KernelCall& call);

// elementwise.cc: all functions of one element, and of two. NaN passes through.
Tensor unary(const KernelCall& call);
Tensor binary(const KernelCall& call);

// normalization.cc
Tensor bias_add(const KernelCall& call);
Tensor batch_norm(const KernelCall& call);
Tensor layer_norm(const KernelCall& call);
Tensor group_norm(const KernelCall& call);
Tensor softmax(const KernelCall& call);

// pool.cc: a window without an element in the image gives -infinity (max) or 0 (average).
Tensor max_pool(const KernelCall& call);
Tensor avg_pool(const KernelCall& call);
Tensor adaptive_avg_pool(const KernelCall& call);

// resize.cc
Tensor resize(const KernelCall& call);

// reduce.cc
Tensor reduce_mean(const KernelCall& call);
Tensor reduce_sum(const KernelCall& call);
Tensor reduce_max(const KernelCall& call);

// movement.cc: any element type. reshape() also serves Flatten and Identity, and copies nothing.
Tensor reshape(const KernelCall& call);
Tensor transpose(const KernelCall& call);
Tensor concat(const KernelCall& call);
Tensor pad(const KernelCall& call);
Tensor slice(const KernelCall& call);
// Throws Error(kModel) naming the node if an index lies outside the axis.
Tensor gather(const KernelCall& call);
Tensor broadcast_to(const KernelCall& call);
Tensor tile(const KernelCall& call);

// cast.cc
Tensor cast(const KernelCall& call);
// Converts each element: float to integer truncates and saturates, NaN becomes 0; integer to a
// narrower integer keeps the low bits; to bool is "not zero". Returns `tensor` itself, without a
// copy, if it already has the type.
Tensor cast_elements(const Tensor& tensor, DType to);

// quantization.cc: see quant/fake_quant.h. A FakeQuant without parameters passes its input on.
Tensor fake_quant(const KernelCall& call);
Tensor quantize(const KernelCall& call);
Tensor dequantize(const KernelCall& call);

}  // namespace msquant
