#include "support/models.h"

#include "support/model_builder.h"

namespace msquant {

Tensor random_tensor(Shape shape, uint64_t seed, float low, float high) {
  return Lcg(seed).tensor(std::move(shape), low, high);
}

Graph conv_net(int64_t batch) {
  ModelBuilder model("conv_net", {batch, 3, 16, 16});
  ValueId x = model.batch_norm("bn1", model.conv("conv1", model.input(), {8, 3}));
  PoolAttrs pool;
  pool.kernel = pool.stride = {2, 2};
  x = model.op(OpKind::kMaxPool, "maxpool", {model.op(OpKind::kRelu, "relu1", {x})}, pool);
  x = model.op(OpKind::kRelu, "relu2", {model.conv("conv2", x, {16, 3, 2}, true)});
  x = model.batch_norm("bn3", model.conv("conv3", x, {16}));
  x = model.op(OpKind::kRelu, "relu3", {x});
  x = model.op(OpKind::kReduceMean, "mean", {x}, ReduceAttrs{{2, 3}, false});
  return model.finish(model.dense("fc", x, 10));
}

Graph residual_block(int64_t batch) {
  ModelBuilder model("residual_block", {batch, 8, 8, 8});
  ValueId x = model.batch_norm("bn1", model.conv("conv1", model.input(), {16, 3, 2}));
  x = model.op(OpKind::kRelu, "relu1", {x});
  x = model.batch_norm("bn2", model.conv("conv2", x, {16, 3}));
  const ValueId shortcut =
      model.batch_norm("downsample.1", model.conv("downsample.0", model.input(), {16, 1, 2}));
  x = model.op(OpKind::kAdd, "add", {x, shortcut});
  return model.finish(model.op(OpKind::kRelu, "relu2", {x}));
}

Graph depthwise_block(int64_t batch) {
  ModelBuilder model("depthwise_block", {batch, 8, 8, 8});
  ValueId x = model.batch_norm("expand_bn", model.conv("expand", model.input(), {24}));
  x = model.op(OpKind::kRelu6, "expand_relu6", {x});
  x = model.batch_norm("depthwise_bn", model.conv("depthwise", x, {24, 3, 1, 24}));
  x = model.op(OpKind::kRelu6, "depthwise_relu6", {x});
  x = model.batch_norm("project_bn", model.conv("project", x, {8}));
  return model.finish(model.op(OpKind::kAdd, "add", {x, model.input()}));
}

Graph dense_head(int64_t batch) {
  ModelBuilder model("dense_head", {batch, 16, 2, 2});
  ValueId x = model.op(OpKind::kFlatten, "flatten", {model.input()}, AxisAttrs{1});
  x = model.op(OpKind::kRelu, "relu1", {model.dense("fc1", x, 32)});
  return model.finish(
      model.op(OpKind::kSoftmax, "softmax", {model.dense("fc2", x, 10)}, AxisAttrs{1}));
}

}  // namespace msquant
