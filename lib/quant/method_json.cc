#include "quant/method_json.h"

#include "quant/estimators.h"
#include "quant/weight_methods.h"

namespace msquant {
namespace {

// Two parameters in one key: "search_range": [start, end].
constexpr const char* kSearchRange = "search_range";
constexpr const char* kSearchStart = "search_range_start";
constexpr const char* kSearchEnd = "search_range_end";

void require_8_bits(const ConfigReader& reader, const std::string& key, const ConfigJson& value) {
  if (reader.integer(key, value) != 8) reader.fail(key, "8", value, "only int8 is supported");
}

std::vector<std::string> activation_keys() {
  std::vector<std::string> keys{"act_algo", "asymmetric", "num_bits", kSearchRange};
  for (const RangeParameter& parameter : range_parameters()) keys.emplace_back(parameter.name);
  return keys;
}

bool is_range_parameter(const std::string& key) {
  for (const RangeParameter& parameter : range_parameters()) {
    if (parameter.name == key) return true;
  }
  return false;
}

void read_search_range(const ConfigReader& reader, const std::string& key, const ConfigJson& value,
                       MethodOverride& methods) {
  if (!value.is_array() || value.size() != 2) reader.fail(key, "[start, end]", value);
  methods.parameters[kSearchStart] = reader.number(key, value[0]);
  methods.parameters[kSearchEnd] = reader.number(key, value[1]);
}

void read_activation(const ConfigReader& reader, const std::string& owner, const ConfigJson& value,
                     MethodOverride& methods) {
  for (const auto& item : reader.object(owner, value).items()) {
    const std::string key = owner + "." + item.key();
    if (item.key() == "act_algo") {
      methods.estimator = reader.name(key, item.value(), estimator_names());
    } else if (item.key() == "asymmetric") {
      methods.asymmetric = reader.boolean(key, item.value());
    } else if (item.key() == "num_bits") {
      require_8_bits(reader, key, item.value());
    } else if (item.key() == kSearchRange) {
      read_search_range(reader, key, item.value(), methods);
    } else if (is_range_parameter(item.key())) {
      methods.parameters[item.key()] = reader.number(key, item.value());
    } else {
      reader.fail_unknown(owner, item.key(), activation_keys());
    }
  }
}

void read_weight(const ConfigReader& reader, const std::string& owner, const ConfigJson& value,
                 MethodOverride& methods) {
  for (const auto& item : reader.object(owner, value).items()) {
    const std::string key = owner + "." + item.key();
    if (item.key() == "wts_algo") {
      const bool is_arq = item.value() == kAmctArq;
      methods.weight_method =
          is_arq ? "arq" : reader.name(key, item.value(), weight_method_names());
    } else if (item.key() == "channel_wise") {
      methods.channel_wise = reader.boolean(key, item.value());
    } else if (item.key() == "num_bits") {
      require_8_bits(reader, key, item.value());
    } else {
      reader.fail_unknown(owner, item.key(), {"wts_algo", "channel_wise", "num_bits"});
    }
  }
}

double read_migration_strength(const ConfigReader& reader, const std::string& key,
                               const ConfigJson& value) {
  const double strength = reader.number(key, value);
  if (strength < 0.2 || strength > 0.8) reader.fail(key, "a number from 0.2 to 0.8", value);
  return strength;
}

}  // namespace

bool read_methods(const ConfigReader& reader, const std::string& owner, const std::string& key,
                  const ConfigJson& value, MethodOverride& methods) {
  if (key == kBalancerParam) {
    methods.migration_strength = read_migration_strength(reader, owner + "." + key, value);
    return true;
  }
  const bool is_activation = key == kActivationParams;
  if (!is_activation && key != kWeightParams) return false;
  (is_activation ? read_activation : read_weight)(reader, owner + "." + key, value, methods);
  return true;
}

void write_methods(const MethodOverride& methods, ConfigJson& owner) {
  ConfigJson activation = ConfigJson::object(), weight = ConfigJson::object();
  if (methods.estimator) activation["act_algo"] = *methods.estimator;
  for (const auto& [name, value] : methods.parameters) activation[name] = value;
  if (methods.asymmetric) activation["asymmetric"] = *methods.asymmetric;
  if (methods.weight_method) weight["wts_algo"] = *methods.weight_method;
  if (methods.channel_wise) weight["channel_wise"] = *methods.channel_wise;
  if (methods.migration_strength) owner[kBalancerParam] = *methods.migration_strength;
  if (!activation.empty()) owner[kActivationParams] = activation;
  if (!weight.empty()) owner[kWeightParams] = weight;
}

}  // namespace msquant
