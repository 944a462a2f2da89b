#include "quant/layer_methods.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"
#include "quant/estimators.h"
#include "quant/weight_methods.h"

namespace msquant {
namespace {

constexpr struct {
  std::string_view name;
  OpKind kind;
} kLayerTypes[] = {{"Conv2d", OpKind::kConv2d}, {"Dense", OpKind::kMatMul}};

[[noreturn]] void fail(const std::string& where, const std::string& because,
                       const std::string& hint) {
  throw Error(ErrorKind::kConfig, "bad quantization config", where, because, hint);
}

void set_parameter(ActivationMethod& method, const std::string& name, double value,
                   const std::string& where) {
  const std::vector<std::string_view>& used = find_estimator(method.estimator).parameters;
  if (std::find(used.begin(), used.end(), name) == used.end()) {
    const std::vector<std::string> names(used.begin(), used.end());
    fail(where, "'" + method.estimator + "' has no parameter '" + name + "'",
         names.empty() ? "it has no parameters" : "it has: " + joined(names));
  }
  for (const RangeParameter& parameter : range_parameters()) {
    if (parameter.name == name) method.options.*parameter.field = value;
  }
}

}  // namespace

std::vector<std::string> layer_type_names() {
  std::vector<std::string> names;
  for (const auto& type : kLayerTypes) names.emplace_back(type.name);
  return names;
}

std::string layer_type_of(OpKind kind) {
  for (const auto& type : kLayerTypes) {
    if (type.kind == kind) return std::string(type.name);
  }
  return "";
}

bool operator==(const ActivationMethod& a, const ActivationMethod& b) {
  const auto is_same = [&](const RangeParameter& parameter) {
    return a.options.*parameter.field == b.options.*parameter.field;
  };
  return a.estimator == b.estimator && a.options.asymmetric == b.options.asymmetric &&
         std::all_of(range_parameters().begin(), range_parameters().end(), is_same);
}

bool operator==(const WeightChoice& a, const WeightChoice& b) {
  return a.method == b.method && a.channel_wise == b.channel_wise;
}

bool MethodOverride::empty() const {
  return !estimator && !asymmetric && parameters.empty() && !weight_method && !channel_wise &&
         !migration_strength;
}

LayerMethods overridden(LayerMethods methods, const MethodOverride& by, const std::string& where) {
  ActivationMethod& activation = methods.activation;
  if (by.estimator) {
    find_estimator(*by.estimator);
    const bool asymmetric = activation.options.asymmetric;
    activation = {*by.estimator, {}};
    activation.options.asymmetric = asymmetric;
  }
  if (by.asymmetric) activation.options.asymmetric = *by.asymmetric;
  for (const auto& [name, value] : by.parameters) set_parameter(activation, name, value, where);
  const std::string problem = problem_with(activation.options);
  if (!problem.empty()) fail(where, problem, "");
  if (by.weight_method) {
    find_weight_method(*by.weight_method);
    methods.weight.method = *by.weight_method;
  }
  if (by.channel_wise) methods.weight.channel_wise = *by.channel_wise;
  if (by.migration_strength) methods.migration_strength = *by.migration_strength;
  return methods;
}

}  // namespace msquant
