#include "engine/reference/run_operator.h"

#include "engine/executor.h"

namespace msquant {

Tensor run_operator(OpKind kind, Attributes attributes, const std::vector<Tensor>& inputs) {
  Graph graph;
  std::vector<ValueId> operands;
  for (const Tensor& input : inputs) {
    operands.push_back(graph.add_input("input " + std::to_string(operands.size()),
                                       {input.dtype(), input.shape()}));
  }
  graph.set_outputs({graph.add_node(kind, "node", std::move(attributes), operands)});
  ExecutorOptions options;
  options.engine = "reference";
  return make_executor(graph, options)->run(inputs)[0];
}

Tensor to_half(const Tensor& tensor) {
  Tensor result = Tensor::allocate(DType::kFloat16, tensor.shape());
  const Span<const float> source = tensor.data<float>();
  std::transform(source.begin(), source.end(), result.mutable_data<Half>().begin(),
                 [](float x) { return Half(x); });
  return result;
}

}  // namespace msquant
