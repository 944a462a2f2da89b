#include "engine/input_check.h"

#include "base/error.h"

namespace msquant {
namespace {

std::string type_text(DType dtype, const Shape& shape) {
  return std::string(name_of(dtype)) + to_string(shape);
}

}  // namespace

std::vector<InputSpec> input_specs(const Graph& graph) {
  std::vector<InputSpec> specs;
  for (ValueId id : graph.inputs()) {
    specs.push_back({id, graph.value(id).name, graph.value(id).type});
  }
  return specs;
}

void check_inputs(const std::vector<InputSpec>& expected, const std::vector<Tensor>& inputs) {
  if (inputs.size() != expected.size()) {
    const std::string where = inputs.size() < expected.size()
                                  ? "input '" + expected[inputs.size()].name + "'"
                                  : "input " + std::to_string(expected.size());
    throw Error(
        ErrorKind::kData, "the number of inputs does not fit the model", where,
        "expected " + std::to_string(expected.size()) + ", given " + std::to_string(inputs.size()),
        "give one tensor for each input of the model");
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const InputSpec& spec = expected[i];
    if (TensorType{inputs[i].dtype(), inputs[i].shape()} == spec.type) continue;
    throw Error(ErrorKind::kData, "an input does not fit the model", "input '" + spec.name + "'",
                "it is " + type_text(inputs[i].dtype(), inputs[i].shape()) +
                    ", the model expects " + type_text(spec.type.dtype, spec.type.shape),
                "prepare the data in the model's batch size, image size and element type");
  }
}

}  // namespace msquant
