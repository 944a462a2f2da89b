// Running a graph on both engines: the reference is the oracle of oneDNN.
#pragma once

#include <cmath>
#include <vector>

#include "engine/executor.h"
#include "support/models.h"

namespace msquant {

inline ExecutorOptions engine(const std::string& name, std::vector<ValueId> watched = {}) {
  ExecutorOptions options;
  options.engine = name;
  options.watched = std::move(watched);
  return options;
}

// Integers in [low, high].
template <class T>
Tensor random_integers(Shape shape, uint64_t seed, int low, int high) {
  const Tensor reals =
      random_tensor(shape, seed, static_cast<float>(low), static_cast<float>(high) + 1);
  Tensor result = Tensor::allocate(dtype_of<T>, shape);
  for (int64_t i = 0; i < result.size(); ++i) {
    result.mutable_data<T>()[i] = static_cast<T>(std::floor(reals.data<float>()[i]));
  }
  return result;
}

inline std::vector<Tensor> random_inputs(const Graph& graph, uint64_t seed = 7) {
  std::vector<Tensor> inputs;
  for (ValueId id : graph.inputs()) {
    const auto& [dtype, shape] = graph.value(id).type;
    inputs.push_back(dtype == DType::kInt8 ? random_integers<int8_t>(shape, seed++, -128, 127)
                                           : random_tensor(shape, seed++));
  }
  return inputs;
}

// Largest |a - b|, relative to the largest |b|.
inline double relative_difference(Span<const float> a, Span<const float> b) {
  MSQUANT_CHECK(a.size() == b.size());
  double difference = 0, magnitude = 1e-30;
  for (int64_t i = 0; i < a.size(); ++i) {
    difference = std::fmax(difference, std::fabs(static_cast<double>(a[i] - b[i])));
    magnitude = std::fmax(magnitude, std::fabs(static_cast<double>(b[i])));
  }
  return difference / magnitude;
}

// The largest relative difference between the engines' outputs; 1 if integers or types differ.
inline double twin_difference(const Graph& graph, const std::vector<Tensor>& inputs) {
  const auto actual = make_executor(graph, engine("onednn"))->run(inputs);
  const auto expected = make_executor(graph, engine("reference"))->run(inputs);
  double worst = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    const Tensor &a = actual.at(i), &b = expected[i];
    if (a.dtype() != b.dtype() || a.shape() != b.shape()) return 1;
    if (is_floating(a.dtype())) {
      worst = std::fmax(
          worst, relative_difference(a.to_float32().data<float>(), b.to_float32().data<float>()));
    } else if (!std::equal(static_cast<const char*>(a.raw()),
                           static_cast<const char*>(a.raw()) + a.byte_size(),
                           static_cast<const char*>(b.raw()))) {
      return 1;
    }
  }
  return worst;
}

// The same for one operator over inputs of the given shapes.
inline double twin_difference(OpKind kind, Attributes attributes, const std::vector<Shape>& shapes,
                              DType dtype = DType::kFloat32) {
  Graph graph;
  std::vector<ValueId> ids;
  for (const Shape& shape : shapes) ids.push_back(graph.add_input("x", {dtype, shape}));
  graph.set_outputs({graph.add_node(kind, "node", std::move(attributes), ids)});
  return twin_difference(graph, random_inputs(graph));
}

}  // namespace msquant
