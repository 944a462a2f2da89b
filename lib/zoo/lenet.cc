#include "zoo/networks.h"

namespace msquant {

ValueId build_lenet5(NetworkBuilder& net, ValueId image) {
  ValueId x = net.conv("conv1", image, {6, 5, 1, PadMode::kValid});
  x = net.max_pool("max_pool1", net.relu("relu1", x), 2, 2, PadMode::kValid);
  x = net.conv("conv2", x, {16, 5, 1, PadMode::kValid});
  x = net.max_pool("max_pool2", net.relu("relu2", x), 2, 2, PadMode::kValid);
  x = net.flatten("flatten", x);
  x = net.relu("relu3", net.dense("fc1", x, 120));
  x = net.relu("relu4", net.dense("fc2", x, 84));
  return net.classifier("fc3", x);
}

}  // namespace msquant
