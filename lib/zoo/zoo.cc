#include "zoo/zoo.h"

#include <utility>

#include "base/error.h"
#include "zoo/fit.h"
#include "zoo/networks.h"

namespace msquant {
namespace {

void check_input(const NetworkInput& input) {
  const auto bytes =
      checked_byte_count(DType::kFloat32, {input.batch, 3, input.height, input.width});
  if (input.batch > 0 && input.height > 0 && input.width > 0 && bytes) return;
  throw Error(ErrorKind::kConfig, "the network's input has an impossible size", "",
              "batch " + std::to_string(input.batch) + ", height " + std::to_string(input.height) +
                  ", width " + std::to_string(input.width));
}

void check_class_num(const Graph& graph, const ParameterSet& parameters, const Fit& fit,
                     const NetworkInput& input) {
  const Value& logits = graph.value(graph.outputs().front());
  const int64_t found = logits.type.shape.back();
  if (!input.class_num || *input.class_num == found) return;
  const Node& classifier = graph.node(logits.producer);
  throw Error(ErrorKind::kConfig, "class_num disagrees with the checkpoint",
              place_of(parameters, fit.prefix + graph.value(classifier.inputs[1]).name),
              "class_num is " + std::to_string(*input.class_num) + ", the checkpoint has " +
                  std::to_string(found) + " classes",
              "set class_num to " + std::to_string(found) + ", or use another checkpoint");
}

// The network of which the checkpoint lacks the smallest part.
const Network& nearest_network(const ParameterSet& parameters) {
  const Network* nearest = nullptr;
  double least = 2;
  for (const Network& network : networks()) {
    const Fit fit = fit_network(network, parameters, NetworkInput());
    const double missing =
        static_cast<double>(fit.missing_count()) / static_cast<double>(fit.needs.size());
    if (missing < least) {
      least = missing;
      nearest = &network;
    }
  }
  return *nearest;
}

// Whether the names of a network's parameters and those of the checkpoint have so little in common
// that listing the missing ones would help nobody.
bool is_stranger(const Fit& fit) {
  return 2 * static_cast<size_t>(fit.missing_count()) > fit.needs.size();
}

}  // namespace

std::vector<NetworkInfo> zoo_networks() {
  std::vector<NetworkInfo> result;
  for (const Network& network : networks()) {
    result.push_back({std::string(network.name), std::string(network.summary)});
  }
  return result;
}

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const Network& network : networks()) names.emplace_back(network.name);
  return names;
}

std::string canonical_network_name(const std::string& name) {
  return std::string(find_network(name).name);
}

std::vector<std::pair<std::string, Shape>> network_parameters(const std::string& name,
                                                              const NetworkInput& input) {
  const Network& network = find_network(name);
  check_input(input);
  std::vector<std::pair<std::string, Shape>> result;
  for (const Need& need : fit_network(network, ParameterSet(), input).needs) {
    result.emplace_back(need.name, need.shape);
  }
  return result;
}

std::string recognise_network(const ParameterSet& parameters) {
  if (const Network* network = recognise(parameters)) return std::string(network->name);
  const Network& nearest = nearest_network(parameters);
  const Fit fit = fit_network(nearest, parameters, NetworkInput());
  const std::string what = "the checkpoint fits no network of the zoo";
  const std::string hint =
      "export the network as MindIR (mindspore.export) or ONNX, and give it by --model";
  if (is_stranger(fit)) {
    throw Error(ErrorKind::kModel, what, parameters.source(),
                "even the nearest, " + std::string(nearest.name) + ", wants " +
                    std::to_string(fit.missing_count()) + " of " +
                    std::to_string(fit.needs.size()) + " parameters that it does not have",
                hint);
  }
  throw_misfit(what, nearest, fit, parameters, hint);
}

Graph build_network(const std::string& name, const ParameterSet& parameters,
                    const NetworkInput& input) {
  const Network& network = find_network(name);
  check_input(input);
  Fit fit = fit_network(network, parameters, input);
  const Network* recognised = recognise(parameters);
  const std::string other =
      recognised == nullptr || recognised == &network ? "" : std::string(recognised->name);
  const std::string hint = other.empty() ? "" : "name " + other + ", which the checkpoint fits";
  const std::string what = "the checkpoint does not fit " + std::string(network.name);
  if (!fit.is_complete()) throw_misfit(what, network, fit, parameters, hint);
  // ResNet-101, say, has every parameter of ResNet-50 and more.
  if (!other.empty()) {
    throw Error(ErrorKind::kModel, what, parameters.source(),
                "it has every parameter of the larger " + other, hint);
  }
  check_class_num(fit.graph, parameters, fit, input);
  return std::move(fit.graph);
}

}  // namespace msquant
