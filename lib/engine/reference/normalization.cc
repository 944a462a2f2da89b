#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// Normalizes each run of `size` elements: y = (x - mean) / √(variance + epsilon).
Tensor normalize_runs(const Tensor& tensor, int64_t size, double epsilon) {
  Tensor result = Tensor::allocate(DType::kFloat32, tensor.shape());
  const Span<const float> x = tensor.data<float>();
  const Span<float> y = result.mutable_data<float>();
  for (int64_t first = 0; first < x.size(); first += size) {
    double sum = 0, squares = 0;
    for (int64_t i = first; i < first + size; ++i) sum += x[i];
    const double mean = sum / static_cast<double>(size);
    for (int64_t i = first; i < first + size; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(size) + epsilon);
    for (int64_t i = first; i < first + size; ++i) {
      y[i] = static_cast<float>((x[i] - mean) / deviation);
    }
  }
  return result;
}

}  // namespace

Tensor bias_add(const KernelCall& call) {
  const Span<const float> x = call.inputs[0].data<float>(), bias = call.inputs[1].data<float>();
  const AxisSplit channels(call.output.shape, 1);
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) y[i] = x[i] + bias[channels.position(i)];
  return result;
}

Tensor batch_norm(const KernelCall& call) {
  const double epsilon = call.node.as<BatchNormAttrs>().epsilon;
  const Span<const float> x = call.inputs[0].data<float>();
  const Span<const float> gamma = call.inputs[1].data<float>();
  const Span<const float> beta = call.inputs[2].data<float>();
  const Span<const float> mean = call.inputs[3].data<float>();
  const Span<const float> variance = call.inputs[4].data<float>();
  const AxisSplit channels(call.output.shape, 1);
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) {
    const int64_t c = channels.position(i);
    const double normalized = (double{x[i]} - mean[c]) / std::sqrt(variance[c] + epsilon);
    y[i] = static_cast<float>(normalized * gamma[c] + beta[c]);
  }
  return result;
}

Tensor layer_norm(const KernelCall& call) {
  const Span<const float> gamma = call.inputs[1].data<float>(), beta = call.inputs[2].data<float>();
  const int64_t size = gamma.size();
  Tensor result = normalize_runs(call.inputs[0], size, call.node.as<LayerNormAttrs>().epsilon);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) y[i] = y[i] * gamma[i % size] + beta[i % size];
  return result;
}

Tensor group_norm(const KernelCall& call) {
  const auto& attrs = call.node.as<GroupNormAttrs>();
  const Span<const float> gamma = call.inputs[1].data<float>(), beta = call.inputs[2].data<float>();
  const AxisSplit channels(call.output.shape, 1);
  Tensor result =
      normalize_runs(call.inputs[0], channels.size / attrs.groups * channels.inner, attrs.epsilon);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) {
    const int64_t c = channels.position(i);
    y[i] = y[i] * gamma[c] + beta[c];
  }
  return result;
}

Tensor softmax(const KernelCall& call) {
  const Span<const float> x = call.inputs[0].data<float>();
  const AxisSplit axis(call.output.shape, call.node.as<AxisAttrs>().axis);
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t row = 0; row < axis.outer * axis.inner; ++row) {
    const int64_t first = row / axis.inner * axis.size * axis.inner + row % axis.inner;
    const int64_t end = first + axis.size * axis.inner;
    // The largest exponent is 0, so that no exponential overflows.
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    for (int64_t i = first; i < end; i += axis.inner) largest = std::max(largest, double{x[i]});
    for (int64_t i = first; i < end; i += axis.inner) sum += std::exp(x[i] - largest);
    for (int64_t i = first; i < end; i += axis.inner) {
      y[i] = static_cast<float>(std::exp(x[i] - largest) / sum);
    }
  }
  return result;
}

}  // namespace msquant
