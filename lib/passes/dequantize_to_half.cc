#include "passes/dequantize_to_half.h"

namespace msquant {

void dequantize_to_half(Graph& graph) {
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind != OpKind::kDequantize) continue;
    auto& attributes = graph.node(id).as<DequantizeAttrs>();
    if (attributes.to != DType::kFloat32) continue;
    const ValueId half = graph.node(id).outputs[0];
    attributes.to = DType::kFloat16;
    graph.value(half).type.dtype = DType::kFloat16;
    const ValueId result = graph.add_node(OpKind::kCast, graph.node(id).name + ".cast",
                                          CastAttrs{DType::kFloat32}, {half});
    graph.replace_uses(half, result);
    // That replaced the new node's own input, too.
    graph.set_input(graph.value(result).producer, 0, half);
  }
}

}  // namespace msquant
