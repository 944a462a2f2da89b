// How a layer's activation and weight are quantized, and what a configuration says about it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/op_kind.h"
#include "quant/range_options.h"

namespace msquant {

struct ActivationMethod {
  std::string estimator = "ifmr";  // a name in estimators()
  RangeOptions options;
};

bool operator==(const ActivationMethod& a, const ActivationMethod& b);

struct WeightChoice {
  std::string method = "max";  // a name in weight_methods()
  bool channel_wise = true;    // false: one scale for all output channels
};

bool operator==(const WeightChoice& a, const WeightChoice& b);

struct LayerMethods {
  ActivationMethod activation;
  WeightChoice weight;
  double migration_strength = 0.5;  // of the correction dmq: see quant/balance.h
};

// What one level of a configuration (a layer, a type of layers, the flags) says. What it leaves out
// comes from the level above.
struct MethodOverride {
  std::optional<std::string> estimator;
  std::optional<bool> asymmetric;
  std::map<std::string, double> parameters;  // by their names in range_parameters()
  std::optional<std::string> weight_method;
  std::optional<bool> channel_wise;
  std::optional<double> migration_strength;

  bool empty() const;
};

// `methods` with the override applied. A level that names an estimator starts from that estimator's
// default parameters. Throws Error(kUsage) if there is no estimator or method of a name, and
// Error(kConfig) naming `where` if the estimator has no such parameter or a value is out of range.
LayerMethods overridden(LayerMethods methods, const MethodOverride& by, const std::string& where);

// The types of layers that configurations name, and that of an operator ("" if it has none).
std::vector<std::string> layer_type_names();
std::string layer_type_of(OpKind kind);

}  // namespace msquant
