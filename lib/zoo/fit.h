// Whether a checkpoint fits a network, and what is wrong if it does not.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "tensor/parameter_set.h"
#include "zoo/networks.h"

namespace msquant {

// A network built from a checkpoint. The graph may be used only if is_complete().
struct Fit {
  Graph graph;
  std::vector<Need> needs;
  std::string prefix;  // what the checkpoint's names begin with before the network's

  bool is_complete() const;
  int64_t missing_count() const;
};

// Builds `network` from those entries of `parameters` that share the prefix under which most of its
// parameters are found.
Fit fit_network(const Network& network, const ParameterSet& parameters, const NetworkInput& input);

// The network of which `parameters` holds every parameter, whatever the size of its images; the one
// with the most parameters if there are several. nullptr if there is none.
const Network* recognise(const ParameterSet& parameters);

// Throws Error(kModel, what) because of what keeps the checkpoint from fitting: the parameters that
// are missing, or the first that has another shape or type. Without a `hint` of the caller's the
// error suggests the entry nearest to the missing name.
[[noreturn]] void throw_misfit(const std::string& what, const Network& network, const Fit& fit,
                               const ParameterSet& parameters, const std::string& hint);

// "resnet50.ckpt: parameter 'conv1.weight'", for messages.
std::string place_of(const ParameterSet& parameters, const std::string& parameter);

}  // namespace msquant
