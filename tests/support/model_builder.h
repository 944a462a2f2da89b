// Builds the small networks of the tests: layers with fixed weights, the same on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// Knuth's MMIX generator; the low bits are weak, so only the upper 24 are used.
class Lcg {
 public:
  explicit Lcg(uint64_t seed) : state_(seed) {}

  float uniform(float low, float high) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    const double unit = static_cast<double>(state_ >> 40) / (1 << 24);
    return static_cast<float>(low + (double{high} - low) * unit);
  }

  Tensor tensor(Shape shape, float low, float high) {
    Tensor result = Tensor::allocate(DType::kFloat32, std::move(shape));
    for (float& element : result.mutable_data<float>()) element = uniform(low, high);
    return result;
  }

 private:
  uint64_t state_;
};

struct ConvShape {
  int64_t channels, kernel = 1, stride = 1, groups = 1;
};

// Adds layers to a graph, drawing their weights in the order in which they are added.
class ModelBuilder {
 public:
  ModelBuilder(std::string name, Shape input)
      : graph_(std::move(name)),
        input_(graph_.add_input("x", {DType::kFloat32, std::move(input)})) {}

  ValueId input() const { return input_; }

  ValueId conv(const std::string& name, ValueId x, ConvShape shape, bool has_bias = false) {
    ConvAttrs attrs;
    attrs.stride = {shape.stride, shape.stride};
    attrs.groups = shape.groups;
    const int64_t edge = (shape.kernel - 1) / 2;
    attrs.padding = {edge, edge, edge, edge};
    const int64_t fan_in = channels(x) / shape.groups;
    std::vector<ValueId> inputs{x,
                                weight(name, {shape.channels, fan_in, shape.kernel, shape.kernel},
                                       fan_in * shape.kernel * shape.kernel)};
    if (has_bias) inputs.push_back(parameter(name + ".bias", {shape.channels}, -0.5f, 0.5f));
    return graph_.add_node(OpKind::kConv2d, name, attrs, std::move(inputs));
  }

  ValueId batch_norm(const std::string& name, ValueId x) {
    const Shape shape{channels(x)};
    const ValueId gamma = parameter(name + ".gamma", shape, 0.5f, 1.5f);
    const ValueId beta = parameter(name + ".beta", shape, -0.5f, 0.5f);
    const ValueId mean = parameter(name + ".moving_mean", shape, -0.5f, 0.5f);
    const ValueId variance = parameter(name + ".moving_variance", shape, 0.5f, 1.5f);
    return graph_.add_node(OpKind::kBatchNorm, name, BatchNormAttrs{},
                           {x, gamma, beta, mean, variance});
  }

  ValueId dense(const std::string& name, ValueId x, int64_t units) {
    MatMulAttrs attrs;
    attrs.transpose_b = true;
    const int64_t fan_in = graph_.value(x).type.shape.back();
    const ValueId w = weight(name, {units, fan_in}, fan_in);
    return graph_.add_node(OpKind::kMatMul, name, attrs,
                           {x, w, parameter(name + ".bias", {units}, -0.5f, 0.5f)});
  }

  ValueId layer_norm(const std::string& name, ValueId x) {
    const Shape& shape = graph_.value(x).type.shape;
    const ValueId gamma = parameter(name + ".gamma", {shape.back()}, 0.5f, 1.5f);
    const ValueId beta = parameter(name + ".beta", {shape.back()}, -0.5f, 0.5f);
    const auto axis = static_cast<int64_t>(shape.size()) - 1;
    return graph_.add_node(OpKind::kLayerNorm, name, LayerNormAttrs{axis, 1e-5f}, {x, gamma, beta});
  }

  ValueId op(OpKind kind, const std::string& name, std::vector<ValueId> inputs,
             Attributes attributes = {}) {
    return graph_.add_node(kind, name, std::move(attributes), std::move(inputs));
  }

  Graph finish(ValueId output) {
    graph_.set_outputs({output});
    return std::move(graph_);
  }

 private:
  int64_t channels(ValueId x) const { return graph_.value(x).type.shape[1]; }

  ValueId parameter(const std::string& name, Shape shape, float low, float high) {
    return graph_.add_constant(name, random_.tensor(std::move(shape), low, high));
  }

  // Keeps the variance of the activations near that of the input.
  ValueId weight(const std::string& layer, Shape shape, int64_t fan_in) {
    const float bound = std::sqrt(6.0f / static_cast<float>(fan_in));
    return parameter(layer + ".weight", std::move(shape), -bound, bound);
  }

  Graph graph_;
  Lcg random_{1};
  ValueId input_;
};

}  // namespace msquant
