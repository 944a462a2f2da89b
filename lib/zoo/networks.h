// The table of the zoo's networks. A new network is one function and one row in networks.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "zoo/network_builder.h"

namespace msquant {

struct Network {
  std::string_view name;
  std::string_view summary;
  // Builds the network on an image and returns the logits. Layers are added in the order of
  // MindSpore's cells_and_names(), which is the order of quant_config.json.
  ValueId (*build)(NetworkBuilder& net, ValueId image);
};

const std::vector<Network>& networks();

// The network of that name. Case, '-' and '_' do not count: the zoo's own YAML files write
// "se-resnet50" and "mobilenetv2". Throws Error(kConfig) with a suggestion if there is none.
const Network& find_network(const std::string& name);

ValueId build_lenet5(NetworkBuilder& net, ValueId image);
ValueId build_mobilenet_v2(NetworkBuilder& net, ValueId image);
ValueId build_resnet18(NetworkBuilder& net, ValueId image);
ValueId build_resnet34(NetworkBuilder& net, ValueId image);
ValueId build_resnet50(NetworkBuilder& net, ValueId image);
ValueId build_resnet101(NetworkBuilder& net, ValueId image);
ValueId build_resnet152(NetworkBuilder& net, ValueId image);
ValueId build_se_resnet50(NetworkBuilder& net, ValueId image);
ValueId build_vgg16(NetworkBuilder& net, ValueId image);

}  // namespace msquant
