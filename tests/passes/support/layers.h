// Small graphs for the tests of passes.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace msquant {

inline ValueId add_constant(Graph& graph, const std::string& name, Shape shape,
                            const std::vector<float>& elements) {
  return graph.add_constant(name, Tensor::from<float>(std::move(shape), elements));
}

// A 1x1 convolution "<name>" of weight "<name>.weight", whose elements are given as [out, in].
inline ValueId add_conv(Graph& graph, const std::string& name, ValueId x, int64_t outputs,
                        const std::vector<float>& weight) {
  const int64_t inputs = graph.value(x).type.shape[1];
  const ValueId w = add_constant(graph, name + ".weight", {outputs, inputs, 1, 1}, weight);
  return graph.add_node(OpKind::kConv2d, name, ConvAttrs{}, {x, w});
}

// x · weightᵀ, the weight given as [out, in].
inline ValueId add_dense(Graph& graph, const std::string& name, ValueId x, int64_t outputs,
                         const std::vector<float>& weight) {
  const int64_t inputs = graph.value(x).type.shape[1];
  const ValueId w = add_constant(graph, name + ".weight", {outputs, inputs}, weight);
  return graph.add_node(OpKind::kMatMul, name, MatMulAttrs{false, true}, {x, w});
}

inline const Node& node_named(const Graph& graph, const std::string& name) {
  return graph.node(graph.find_node(name));
}

// The constant that is input `index` of a node.
template <class T>
std::vector<T> constant_input(const Graph& graph, const std::string& node, size_t index) {
  const auto data =
      graph.value(node_named(graph, node).inputs.at(index)).constant.value().data<T>();
  return {data.begin(), data.end()};
}

inline std::string input_name(const Graph& graph, const std::string& node, size_t index) {
  return graph.value(node_named(graph, node).inputs.at(index)).name;
}

}  // namespace msquant
