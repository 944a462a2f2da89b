#include <array>

#include "zoo/networks.h"

namespace msquant {
namespace {

using Blocks = std::array<int, 4>;  // residual blocks of each of the four layers

// The zoo's batch normalizations differ: helper functions of its networks make them with the one,
// nn.BatchNorm2d's default is the other.
constexpr float kEpsilon = 1e-4f;
constexpr float kDefaultEpsilon = 1e-5f;

ValueId head(NetworkBuilder& net, ValueId x) {
  x = net.mean_over_image("mean", x, true);
  return net.classifier("end_point", net.flatten("flatten", x));
}

ValueId add_shortcut(NetworkBuilder& net, const std::string& cell, ValueId x, ValueId shortcut) {
  return net.relu(cell + ".relu", net.add(cell + ".add", x, shortcut));
}

// The block of ResNet-18 and -34, which pad explicitly.
ValueId basic_block(NetworkBuilder& net, const std::string& cell, ValueId x, int64_t channels,
                    int64_t stride) {
  ValueId shortcut = x;
  const bool is_projected = stride != 1 || net.channels(x) != channels;
  x = net.conv(cell + ".conv1", x, {channels, 3, stride, PadMode::kPad});
  x = net.relu(cell + ".relu1", net.batch_norm(cell + ".bn1d", x, kEpsilon));
  x = net.conv(cell + ".conv2", x, {channels, 3, 1, PadMode::kPad});
  x = net.batch_norm(cell + ".bn2d", x, kEpsilon);
  if (is_projected) {
    const std::string down = cell + ".down_sample_layer.";
    shortcut = net.conv(down + "0", shortcut, {channels, 1, stride, PadMode::kPad});
    shortcut = net.batch_norm(down + "1", shortcut, kDefaultEpsilon);
  }
  return add_shortcut(net, cell, x, shortcut);
}

ValueId basic_resnet(NetworkBuilder& net, ValueId image, const Blocks& blocks) {
  ValueId x = net.conv("conv1", image, {64, 7, 2, PadMode::kPad});
  x = net.relu("relu", net.batch_norm("bn1", x, kDefaultEpsilon));
  x = net.node(OpKind::kPad, "pad", {x}, PadAttrs{{0, 0, 1, 1}, {0, 0, 1, 1}});
  x = net.max_pool("maxpool", x, 3, 2, PadMode::kValid);
  int64_t channels = 64;
  for (size_t layer = 0; layer < blocks.size(); ++layer, channels *= 2) {
    for (int i = 0; i < blocks[layer]; ++i) {
      const std::string cell = "layer" + std::to_string(layer + 1) + "." + std::to_string(i);
      x = basic_block(net, cell, x, channels, layer > 0 && i == 0 ? 2 : 1);
    }
  }
  return head(net, x);
}

// The block of ResNet-50, -101 and -152 and of SE-ResNet-50, which pad by the 'same' rule.
struct Bottleneck {
  int64_t channels;  // out; a quarter of them inside
  int64_t stride;
  bool is_projected;
  bool has_pooled_stride;  // SE-ResNet-50 halves images by pooling, not by strided convolutions
  bool has_excitation;
};

ValueId conv_bn(NetworkBuilder& net, const std::string& conv, const std::string& bn, ValueId x,
                const ConvSpec& spec) {
  return net.batch_norm(bn, net.conv(conv, x, spec), kEpsilon);
}

ValueId middle(NetworkBuilder& net, const std::string& cell, ValueId x, int64_t channels,
               const Bottleneck& block) {
  if (!block.has_pooled_stride) {
    x = conv_bn(net, cell + ".conv2", cell + ".bn2", x, {channels, 3, block.stride});
    return net.relu(cell + ".relu2", x);
  }
  x = conv_bn(net, cell + ".e2.0", cell + ".e2.1", x, {channels, 3});
  x = net.relu(cell + ".e2.2", x);
  return net.max_pool(cell + ".e2.3", x, 2, 2, PadMode::kSame);
}

ValueId excite(NetworkBuilder& net, const std::string& cell, ValueId x) {
  const int64_t channels = net.channels(x);
  ValueId gate = net.mean_over_image(cell + ".se_mean", x, false);
  gate = net.relu(cell + ".se_relu", net.dense(cell + ".se_dense_0", gate, channels / 4));
  gate = net.dense(cell + ".se_dense_1", gate, channels);
  gate = net.node(OpKind::kSigmoid, cell + ".se_sigmoid", {gate});
  gate =
      net.node(OpKind::kReshape, cell + ".se_reshape", {gate}, ReshapeAttrs{{-1, channels, 1, 1}});
  return net.node(OpKind::kMul, cell + ".se_mul", {x, gate});
}

ValueId project(NetworkBuilder& net, const std::string& cell, ValueId x, const Bottleneck& block) {
  const std::string down = cell + ".down_sample_layer.";
  if (!block.has_pooled_stride) {
    return conv_bn(net, down + "0", down + "1", x, {block.channels, 1, block.stride});
  }
  x = net.max_pool(down + "0", x, 2, 2, PadMode::kSame);
  return conv_bn(net, down + "1", down + "2", x, {block.channels, 1});
}

ValueId bottleneck(NetworkBuilder& net, const std::string& cell, ValueId x,
                   const Bottleneck& block) {
  ValueId shortcut = x;
  const int64_t inner = block.channels / 4;
  x = conv_bn(net, cell + ".conv1", cell + ".bn1", x, {inner, 1});
  x = middle(net, cell, net.relu(cell + ".relu1", x), inner, block);
  x = conv_bn(net, cell + ".conv3", cell + ".bn3", x, {block.channels, 1});
  if (block.has_excitation) x = excite(net, cell, x);
  if (block.is_projected) shortcut = project(net, cell, shortcut, block);
  return add_shortcut(net, cell, x, shortcut);
}

ValueId bottleneck_layers(NetworkBuilder& net, ValueId x, const Blocks& blocks, bool is_se) {
  int64_t channels = 256;
  for (size_t layer = 0; layer < blocks.size(); ++layer, channels *= 2) {
    for (int i = 0; i < blocks[layer]; ++i) {
      const int64_t stride = layer > 0 && i == 0 ? 2 : 1;
      // Squeeze-and-excitation stands in the last block of the last two layers only.
      const bool has_excitation = is_se && layer >= 2 && i == blocks[layer] - 1;
      x = bottleneck(net, "layer" + std::to_string(layer + 1) + "." + std::to_string(i), x,
                     {channels, stride, i == 0, is_se && stride == 2, has_excitation});
    }
  }
  return x;
}

ValueId bottleneck_resnet(NetworkBuilder& net, ValueId image, const Blocks& blocks) {
  ValueId x = net.relu("relu", conv_bn(net, "conv1", "bn1", image, {64, 7, 2}));
  x = net.max_pool("maxpool", x, 3, 2, PadMode::kSame);
  return head(net, bottleneck_layers(net, x, blocks, false));
}

}  // namespace

ValueId build_resnet18(NetworkBuilder& net, ValueId image) {
  return basic_resnet(net, image, {2, 2, 2, 2});
}
ValueId build_resnet34(NetworkBuilder& net, ValueId image) {
  return basic_resnet(net, image, {3, 4, 6, 3});
}
ValueId build_resnet50(NetworkBuilder& net, ValueId image) {
  return bottleneck_resnet(net, image, {3, 4, 6, 3});
}
ValueId build_resnet101(NetworkBuilder& net, ValueId image) {
  return bottleneck_resnet(net, image, {3, 4, 23, 3});
}
ValueId build_resnet152(NetworkBuilder& net, ValueId image) {
  return bottleneck_resnet(net, image, {3, 8, 36, 3});
}

ValueId build_se_resnet50(NetworkBuilder& net, ValueId image) {
  ValueId x = net.relu("relu_0", conv_bn(net, "conv1_0", "bn1_0", image, {32, 3, 2}));
  x = net.relu("relu_1", conv_bn(net, "conv1_1", "bn1_1", x, {32, 3}));
  x = net.relu("relu", conv_bn(net, "conv1_2", "bn1", x, {64, 3}));
  x = net.max_pool("maxpool", x, 3, 2, PadMode::kSame);
  return head(net, bottleneck_layers(net, x, {3, 4, 6, 3}, true));
}

}  // namespace msquant
