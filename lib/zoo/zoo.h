// The model zoo's networks, built from the parameters of a checkpoint alone. Definitions follow
// the official MindSpore models (paddings, eps, cell and parameter names).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/graph.h"
#include "tensor/parameter_set.h"

namespace msquant {

struct NetworkInput {
  int64_t batch = 1, height = 224, width = 224;
  std::optional<int64_t> class_num;  // if given, the checkpoint must agree
  int64_t channels = 3;              // 1 instead if the checkpoint's first convolution takes grey
};

struct NetworkInfo {
  std::string name, summary;  // "resnet18", "ResNet-18"
};

// All networks of the zoo, and their names alone.
std::vector<NetworkInfo> zoo_networks();
std::vector<std::string> network_names();

// The zoo's own spelling of a name: "se_resnet50" for "se-resnet50". Case, '-' and '_' do not
// count. Throws Error(kConfig) with a suggestion if there is no such network.
std::string canonical_network_name(const std::string& name);

// The parameters of a network and their shapes, in the order of its cells; ten classes unless
// class_num says otherwise. Throws Error(kConfig) as build_network does.
std::vector<std::pair<std::string, Shape>> network_parameters(const std::string& name,
                                                              const NetworkInput& input);

// The network whose parameter names and shapes `parameters` holds. Throws Error(kModel) if none.
std::string recognise_network(const ParameterSet& parameters);

// Builds a network; nodes are named after cells and stand in the order of cells_and_names().
// A prefix that all needed parameters share ("backbone.conv1.weight") is stripped, parameters that
// are not the network's (optimizer state) are ignored. Throws Error(kConfig) with a suggestion for
// an unknown name; Error(kModel) naming file, parameter, expected and found shape if the checkpoint
// does not fit, or holds all of a larger network of the zoo; Error(kConfig) if class_num disagrees
// with it. Case, '-' and '_' in the name do not count ("se-resnet50").
Graph build_network(const std::string& name, const ParameterSet& parameters,
                    const NetworkInput& input);

}  // namespace msquant
