#include "interop/mindir_graphs.h"

#include "passes/generate_config.h"
#include "passes/insert_quant.h"
#include "passes/lower_quantized.h"
#include "passes/prepare.h"
#include "support/models.h"

namespace msquant {

Graph quantized(Graph graph) {
  prepare(graph, true);
  insert_quant(graph, generate_config(graph));
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind != OpKind::kFakeQuant) continue;
    auto& params = graph.node(id).as<FakeQuantAttrs>().params;
    if (!params) params = QuantParams{{0.025f}, {-100}, -1};
  }
  lower_quantized(graph, {});
  return graph;
}

Graph pools() {
  Graph g("pools");
  ValueId x = g.add_input("x", {DType::kFloat32, {2, 4, 10, 10}});
  const PoolAttrs ceiled{{3, 3}, {2, 2}, {}, true, false};
  const PoolAttrs symmetric{{3, 3}, {2, 2}, {1, 1, 1, 1}, false, false};
  const PoolAttrs same{{3, 3}, {1, 1}, {1, 1, 1, 1}, false, false};
  const PoolAttrs counted{{3, 3}, {1, 1}, {1, 1, 1, 1}, false, true};
  const PoolAttrs valid{{2, 2}, {1, 1}, {}, false, false};
  const ValueId max_ceiled = g.add_node(OpKind::kMaxPool, "max_ceiled", ceiled, {x});
  x = g.add_node(OpKind::kRelu, "relu", {}, {x});
  x = g.add_node(OpKind::kMaxPool, "max_symmetric", symmetric, {x});
  x = g.add_node(OpKind::kSub, "sub", {}, {x, max_ceiled});
  x = g.add_node(OpKind::kMaxPool, "max_same", same, {x});
  x = g.add_node(OpKind::kAvgPool, "avg_same", same, {x});
  x = g.add_node(OpKind::kAvgPool, "avg_counted", counted, {x});
  g.set_outputs({g.add_node(OpKind::kAvgPool, "avg_valid", valid, {x})});
  return g;
}

Graph shapes() {
  Graph g("shapes");
  ValueId x = g.add_input("x", {DType::kFloat32, {2, 4, 5, 6}});
  const ValueId gate = g.add_node(OpKind::kSigmoid, "gate", {}, {x});
  const ValueId sum = g.add_node(OpKind::kAdd, "add", {}, {x, gate});
  const ValueId scale = g.add_constant("scale", random_tensor({4, 1, 1}, 2, 0.5f, 2.0f));
  const ValueId product = g.add_node(OpKind::kMul, "mul", {}, {sum, scale});
  const ValueId quotient = g.add_node(OpKind::kDiv, "div", {}, {product, scale});
  x = g.add_node(OpKind::kConcat, "concat", AxisAttrs{1}, {product, quotient, gate});
  x = g.add_node(OpKind::kPad, "pad", PadAttrs{{0, 0, 1, 0}, {0, 0, 1, 2}, 0}, {x});
  x = g.add_node(OpKind::kTranspose, "transpose", TransposeAttrs{{0, 2, 3, 1}}, {x});
  x = g.add_node(OpKind::kReshape, "reshape", ReshapeAttrs{{0, -1, 24}}, {x});
  x = g.add_node(OpKind::kSoftmax, "softmax", AxisAttrs{2}, {x});
  x = g.add_node(OpKind::kCast, "half", CastAttrs{DType::kFloat16}, {x});
  x = g.add_node(OpKind::kCast, "float", CastAttrs{DType::kFloat32}, {x});
  x = g.add_node(OpKind::kReduceMean, "mean", ReduceAttrs{{1}, true}, {x});
  x = g.add_node(OpKind::kIdentity, "dropout", {}, {x});
  g.set_outputs({g.add_node(OpKind::kFlatten, "flatten", AxisAttrs{2}, {x})});
  return g;
}

Graph dense_of_rows() {
  Graph g("dense_of_rows");
  const ValueId x = g.add_input("x", {DType::kFloat32, {2, 3, 5}});
  g.set_outputs({g.add_node(OpKind::kMatMul, "dense", MatMulAttrs{false, true},
                            {x, g.add_constant("dense.weight", random_tensor({7, 5}, 3)),
                             g.add_constant("dense.bias", random_tensor({7}, 4))})});
  return g;
}

Graph batched_product() {
  Graph g("batched_product");
  const ValueId x = g.add_input("x", {DType::kFloat32, {2, 5, 12}});
  const ValueId scores = g.add_node(OpKind::kMatMul, "scores", MatMulAttrs{false, true}, {x, x});
  const ValueId relu = g.add_node(OpKind::kRelu, "relu", {}, {scores});
  g.set_outputs({relu, scores});
  return g;
}

}  // namespace msquant
