// oneDNN's convolution primitive, shared by float and integer convolutions.
#pragma once

#include "engine/onednn/compiler.h"

namespace msquant {

struct ConvProblem {
  Shape x, weight, y;  // weight [K, C / groups, kh, kw]
  ConvAttrs attributes;
  bool has_bias = false;
  DataType x_type = DataType::f32, weight_type = DataType::f32;
  MemDesc destination;  // any_desc(y), or a layout that the result must have
  dnnl::primitive_attr post_operations;
};

using ConvPrimitive = dnnl::convolution_forward::primitive_desc;

// Throws dnnl::error if oneDNN has no such convolution.
ConvPrimitive make_conv(const dnnl::engine& engine, const ConvProblem& problem);

// Each output element is one thread's work. Those by matrix products (gemm) share out even a single
// sum, so that results would depend on the number of threads; whatever is not known is taken to.
bool has_one_thread_per_sum(const ConvPrimitive& primitive);

// The shape of the weight as the primitive wants it: [groups, K / groups, C / groups, kh, kw] if
// there are groups.
Shape grouped_shape(const Shape& weight, int64_t groups);

}  // namespace msquant
