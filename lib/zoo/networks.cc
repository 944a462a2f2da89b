#include "zoo/networks.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/suggest.h"

namespace msquant {
namespace {

std::string normalised(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

}  // namespace

const std::vector<Network>& networks() {
  static const std::vector<Network> table{
      {"lenet5", "LeNet-5 for colour images of 32x32", build_lenet5},
      {"resnet18", "ResNet-18", build_resnet18},
      {"resnet34", "ResNet-34", build_resnet34},
      {"resnet50", "ResNet-50", build_resnet50},
      {"resnet101", "ResNet-101", build_resnet101},
      {"resnet152", "ResNet-152", build_resnet152},
      {"se_resnet50", "ResNet-50 with squeeze-and-excitation", build_se_resnet50},
      {"mobilenet_v2", "MobileNetV2 of width 1.0", build_mobilenet_v2},
      {"vgg16", "VGG-16, with or without batch normalization", build_vgg16},
  };
  return table;
}

const Network& find_network(const std::string& name) {
  const std::string wanted = normalised(name);
  for (const Network& network : networks()) {
    if (normalised(network.name) == wanted) return network;
  }
  const std::vector<std::string> names = network_names();
  std::string list;
  for (const std::string& known : names) list += (list.empty() ? "" : ", ") + known;
  throw Error(ErrorKind::kConfig, "unknown network", "'" + name + "'", "the zoo has " + list,
              did_you_mean(name, names));
}

}  // namespace msquant
