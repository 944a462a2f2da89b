// Small networks with fixed weights, the same on every machine. Nodes are named like the cells of
// a MindSpore model, parameters like its parameters ("conv1.weight", "bn1.gamma").
#pragma once

#include "graph/graph.h"

namespace msquant {

// Uniform in [low, high), from a linear congruential generator.
Tensor random_tensor(Shape shape, uint64_t seed, float low = -1, float high = 1);

// x[batch,3,16,16] → conv1 (3×3) bn1 relu1 maxpool → conv2 (3×3, stride 2, with bias) relu2
// → conv3 (1×1) bn3 relu3 → mean → fc → [batch,10].
Graph conv_net(int64_t batch = 1);

// x[batch,8,8,8] → conv1 bn1 relu1 → conv2 bn2; x → downsample.0 downsample.1; their sum → relu2
// → [batch,16,4,4].
Graph residual_block(int64_t batch = 1);

// x[batch,8,8,8] → expand (1×1) expand_bn ReLU6 → depthwise (3×3) depthwise_bn ReLU6
// → project (1×1) project_bn; plus x → [batch,8,8,8].
Graph depthwise_block(int64_t batch = 1);

// x[batch,16,2,2] → flatten → fc1 relu1 → fc2 → softmax → [batch,10].
Graph dense_head(int64_t batch = 1);

}  // namespace msquant
