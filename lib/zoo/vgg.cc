#include <array>

#include "zoo/networks.h"

namespace msquant {
namespace {

constexpr float kEpsilon = 1e-5f;

// Convolutions of as many channels, each stage followed by a pooling that halves the image.
struct Stage {
  int64_t channels;
  int convolutions;
};
constexpr std::array<Stage, 5> kStages{{{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}}};

}  // namespace

// The zoo trains VGG-16 with batch normalization on CIFAR-10 and without it on ImageNet, under one
// name; the checkpoint tells which it is.
ValueId build_vgg16(NetworkBuilder& net, ValueId image) {
  const bool has_batch_norm = net.has_parameter("layers.1.gamma");
  ValueId x = image;
  int next = 0;
  const auto layer = [&next] { return "layers." + std::to_string(next++); };
  for (const Stage& stage : kStages) {
    for (int i = 0; i < stage.convolutions; ++i) {
      x = net.conv(layer(), x, {stage.channels});
      if (has_batch_norm) x = net.batch_norm(layer(), x, kEpsilon);
      x = net.relu(layer(), x);
    }
    x = net.max_pool(layer(), x, 2, 2, PadMode::kValid);
  }
  x = net.flatten("flatten", x);
  // Cells 2 and 5 of the classifier are dropouts, which do nothing in inference.
  x = net.relu("classifier.1", net.dense("classifier.0", x, 4096));
  x = net.relu("classifier.4", net.dense("classifier.3", x, 4096));
  return net.classifier("classifier.6", x);
}

}  // namespace msquant
