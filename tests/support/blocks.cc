#include "support/blocks.h"

#include "support/model_builder.h"

namespace msquant {
namespace {

ValueId means(ModelBuilder& model, const std::string& name, ValueId x) {
  return model.op(OpKind::kReduceMean, name, {x}, ReduceAttrs{{2, 3}, false});
}

constexpr int64_t kTokens = 16, kWidth = 32, kHeads = 4;

// The tokens' channels in parts of one head each.
ValueId heads(ModelBuilder& model, const std::string& name, ValueId x,
              std::vector<int64_t> permutation) {
  x = model.op(OpKind::kReshape, name + ".heads", {model.dense(name, x, kWidth)},
               ReshapeAttrs{{1, kTokens, kHeads, kWidth / kHeads}});
  return model.op(OpKind::kTranspose, name + ".transpose", {x},
                  TransposeAttrs{std::move(permutation)});
}

}  // namespace

Graph squeeze_and_excitation() {
  ModelBuilder model("squeeze_and_excitation", {1, 3, 16, 16});
  const ValueId x =
      model.op(OpKind::kHardSwish, "swish", {model.conv("stem", model.input(), {32, 3, 2})});
  ValueId gate = model.op(OpKind::kReduceMean, "squeeze.mean", {x}, ReduceAttrs{{2, 3}, true});
  gate = model.op(OpKind::kRelu, "squeeze.relu", {model.conv("squeeze", gate, {20}, true)});
  gate = model.op(OpKind::kHardSigmoid, "gate", {model.conv("excite", gate, {32}, true)},
                  FunctionAttrs{1.0f / 6, 0.5f});
  const ValueId gated = model.op(OpKind::kMul, "scale", {x, gate});
  return model.finish(
      model.dense("head", means(model, "mean", model.conv("last", gated, {24})), 10));
}

Graph attention() {
  ModelBuilder model("attention", {1, 3, 16, 16});
  ValueId x = model.conv("patches", model.input(), {kWidth, 4, 4});
  x = model.op(OpKind::kReshape, "tokens", {x}, ReshapeAttrs{{1, kWidth, kTokens}});
  x = model.op(OpKind::kTranspose, "tokens.transpose", {x}, TransposeAttrs{{0, 2, 1}});

  const ValueId normal = model.layer_norm("norm1", x);
  const ValueId query = heads(model, "query", normal, {0, 2, 1, 3});
  const ValueId key = heads(model, "key", normal, {0, 2, 3, 1});
  const ValueId value = heads(model, "value", normal, {0, 2, 1, 3});
  const ValueId scores =
      model.op(OpKind::kSoftmax, "softmax",
               {model.op(OpKind::kMatMul, "scores", {query, key}, MatMulAttrs{})}, AxisAttrs{3});
  ValueId mixed = model.op(OpKind::kMatMul, "mixed", {scores, value}, MatMulAttrs{});
  mixed = model.op(OpKind::kTranspose, "mixed.transpose", {mixed}, TransposeAttrs{{0, 2, 1, 3}});
  mixed = model.op(OpKind::kReshape, "mixed.tokens", {mixed}, ReshapeAttrs{{1, kTokens, kWidth}});
  x = model.op(OpKind::kAdd, "add1", {x, model.dense("projection", mixed, kWidth)});

  const ValueId hidden = model.dense("expand", model.layer_norm("norm2", x), 2 * kWidth);
  x = model.op(OpKind::kAdd, "add2",
               {x, model.dense("reduce", model.op(OpKind::kGelu, "gelu", {hidden}), kWidth)});
  x = model.op(OpKind::kReduceMean, "mean", {x}, ReduceAttrs{{1}, false});
  return model.finish(model.dense("head", x, 10));
}

Graph detection_neck() {
  ModelBuilder model("detection_neck", {1, 3, 16, 16});
  const ValueId fine =
      model.op(OpKind::kLeakyRelu, "leaky", {model.conv("fine", model.input(), {18, 3, 2})},
               FunctionAttrs{0.1f, 0});
  const ValueId coarse =
      model.op(OpKind::kSwish, "swish", {model.conv("coarse", fine, {24, 3, 2})});
  const ValueId up = model.op(OpKind::kResize, "up", {coarse}, ResizeAttrs{{8, 8}});
  const ValueId both = model.op(OpKind::kConcat, "concat", {up, fine}, AxisAttrs{1});
  const ValueId x = model.op(OpKind::kRelu, "relu", {model.conv("joint", both, {24, 3})});
  const ValueId means_of_both =
      model.op(OpKind::kConcat, "means", {means(model, "mean", x), means(model, "fine.mean", fine)},
               AxisAttrs{1});
  return model.finish(model.dense("head", means_of_both, 10));
}

}  // namespace msquant
