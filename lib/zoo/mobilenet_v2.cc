#include <array>

#include "zoo/networks.h"

namespace msquant {
namespace {

constexpr float kEpsilon = 1e-5f;

// Inverted residual blocks; the first of a stage has its stride.
struct Stage {
  int64_t expansion, channels;
  int blocks;
  int64_t stride;
};
constexpr std::array<Stage, 7> kStages{{{1, 16, 1, 1},
                                        {6, 24, 2, 2},
                                        {6, 32, 3, 2},
                                        {6, 64, 4, 2},
                                        {6, 96, 3, 1},
                                        {6, 160, 3, 2},
                                        {6, 320, 1, 1}}};

ValueId conv_bn_relu6(NetworkBuilder& net, const std::string& cell, ValueId x, ConvSpec spec) {
  spec.pad_mode = PadMode::kPad;
  x = net.conv(cell + ".features.0", x, spec);
  x = net.batch_norm(cell + ".features.1", x, kEpsilon);
  return net.relu6(cell + ".features.2", x);
}

ValueId inverted_residual(NetworkBuilder& net, const std::string& cell, ValueId x,
                          int64_t expansion, int64_t channels, int64_t stride) {
  const ValueId identity = x;
  const int64_t hidden = net.channels(x) * expansion;
  int next = 0;
  const auto part = [&] { return cell + ".conv." + std::to_string(next++); };
  if (expansion != 1) x = conv_bn_relu6(net, part(), x, {hidden, 1});
  x = conv_bn_relu6(net, part(), x, {hidden, 3, stride, PadMode::kPad, hidden});
  x = net.conv(part(), x, {channels, 1});
  x = net.batch_norm(part(), x, kEpsilon);
  const bool has_shortcut = stride == 1 && net.channels(identity) == channels;
  return has_shortcut ? net.add(cell + ".add", identity, x) : x;
}

}  // namespace

ValueId build_mobilenet_v2(NetworkBuilder& net, ValueId image) {
  net.hide_scopes({"backbone.", "head."});
  int next = 0;
  const auto feature = [&next] { return "backbone.features." + std::to_string(next++); };
  ValueId x = conv_bn_relu6(net, feature(), image, {32, 3, 2});
  for (const Stage& stage : kStages) {
    for (int i = 0; i < stage.blocks; ++i) {
      x = inverted_residual(net, feature(), x, stage.expansion, stage.channels,
                            i == 0 ? stage.stride : 1);
    }
  }
  x = conv_bn_relu6(net, feature(), x, {1280, 1});
  x = net.mean_over_image("head.head.0", x, false);
  return net.classifier("head.dense", x);
}

}  // namespace msquant
