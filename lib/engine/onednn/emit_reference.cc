#include <cstring>

#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"
#include "engine/reference/kernel_table.h"

namespace msquant {
namespace {

bool is_carried_as_is(DType dtype) { return dtype == DType::kFloat32 || dtype == DType::kInt32; }

// A view of what a plain buffer carries, or its elements in their own type.
Tensor tensor_of(const Frame& frame, BufferId id, const TensorType& type) {
  const DType carried = type.dtype == DType::kInt32 ? DType::kInt32 : DType::kFloat32;
  return cast_elements(Tensor::view(carried, type.shape, frame.data<void>(id), nullptr),
                       type.dtype);
}

}  // namespace

void emit_reference(Compiler& c, const Node& node) {
  const Graph& graph = c.graph();
  require_kernel(graph, node);
  std::vector<BufferId> inputs;
  std::vector<TensorType> types;
  for (ValueId id : node.inputs) {
    inputs.push_back(c.plain(id));
    types.push_back(graph.value(id).type);
  }
  const TensorType& type = graph.value(node.outputs[0]).type;
  const DataType carried = type.dtype == DType::kInt32 ? DataType::s32 : DataType::f32;
  const BufferId output = c.new_buffer(plain_desc(type.shape, carried));
  c.add_kernel(inputs, {output}, [=](const Frame& frame) {
    KernelCall call{node, {}, type};
    for (size_t i = 0; i < inputs.size(); ++i) {
      call.inputs.push_back(tensor_of(frame, inputs[i], types[i]));
    }
    const Tensor result = run_kernel(call);
    const Tensor stored = is_carried_as_is(type.dtype) ? result : result.to_float32();
    std::memcpy(frame.data<void>(output), stored.raw(), static_cast<size_t>(stored.byte_size()));
  });
  c.define(node.outputs[0], {output, 0});
}

}  // namespace msquant
