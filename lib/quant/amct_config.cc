#include "quant/amct_config.h"

#include "quant/estimators.h"
#include "quant/method_json.h"

namespace msquant {
namespace {

using Json = ConfigJson;

constexpr int kVersion = 1;

// What AMCT does with a layer that leaves it out.
LayerMethods amct_defaults() { return {{"ifmr", {}}, {"arq", true}}; }

LayerChoice read_layer(const ConfigReader& reader, const std::string& name, const Json& value,
                       bool has_offset) {
  LayerChoice layer{name, true};
  const LayerMethods defaults = amct_defaults();
  layer.methods.estimator = defaults.activation.estimator;
  layer.methods.asymmetric = has_offset;
  layer.methods.weight_method = defaults.weight.method;
  layer.methods.channel_wise = defaults.weight.channel_wise;
  for (const auto& item : reader.object(name, value).items()) {
    const std::string key = name + "." + item.key();
    if (item.key() == "quant_enable") {
      layer.quant = reader.boolean(key, item.value());
    } else if (!read_methods(reader, name, item.key(), item.value(), layer.methods)) {
      reader.fail_unknown(name, item.key(),
                          {"quant_enable", kBalancerParam, kActivationParams, kWeightParams});
    }
  }
  return layer;
}

void read_key(const ConfigReader& reader, const std::string& key, const Json& value,
              bool has_offset, QuantConfig& config) {
  if (key == "version") {
    if (value != kVersion) reader.fail(key, "1, of AMCT, or \"1.0\"", value);
  } else if (key == "batch_num") {
    config.batch_num = reader.integer(key, value);
    if (*config.batch_num < 1) reader.fail(key, "at least 1", value);
  } else if (key == "activation_offset") {
    reader.boolean(key, value);
  } else if (key == "do_fusion") {
    config.fuse_bn = reader.boolean(key, value);
  } else if (key == "skip_fusion_layers" || key == "tensor_quantize") {
    if (!value.is_array()) reader.fail(key, "a list", value);
    if (!value.empty()) reader.fail_unsupported(key, "make it []");
  } else if (key == "joint_quant") {
    if (reader.boolean(key, value)) reader.fail_unsupported(key, "make it false");
  } else {
    config.layers.push_back(read_layer(reader, key, value, has_offset));
  }
}

Json activation_json(const ActivationMethod& method) {
  Json json{{"num_bits", 8}, {"act_algo", method.estimator}};
  const RangeOptions& options = method.options;
  for (std::string_view name : find_estimator(method.estimator).parameters) {
    if (name == "max_percentile") json["max_percentile"] = options.max_percentile;
    if (name == "min_percentile") json["min_percentile"] = options.min_percentile;
    if (name == "search_range_start") {
      json["search_range"] = {options.search_range_start, options.search_range_end};
    }
    if (name == "search_step") json["search_step"] = options.search_step;
    if (name == "num_of_bins") json["num_of_bins"] = static_cast<int>(options.num_of_bins);
  }
  json["asymmetric"] = options.asymmetric;
  return json;
}

Json weight_json(const WeightChoice& choice) {
  return {{"num_bits", 8},
          {"wts_algo", choice.method == "arq" ? kAmctArq : choice.method},
          {"channel_wise", choice.channel_wise}};
}

}  // namespace

bool is_amct_config(const ConfigJson& root) {
  const auto version = root.find("version");
  if (version != root.end()) return version->is_number();
  for (const auto& item : root.items()) {
    if (item.value().is_object() && item.value().contains("quant_enable")) return true;
  }
  return false;
}

QuantConfig read_amct_config(const ConfigReader& reader, const ConfigJson& root) {
  const auto offset = root.find("activation_offset");
  const bool has_offset = offset == root.end() || reader.boolean("activation_offset", *offset);
  QuantConfig config;
  for (const auto& item : root.items()) {
    read_key(reader, item.key(), item.value(), has_offset, config);
  }
  return config;
}

std::string to_amct_json(const QuantConfig& config) {
  return config_text([&](Json& root) {
    root["version"] = kVersion;
    root["batch_num"] = config.batch_num.value_or(1);
    root["activation_offset"] = true;
    root["do_fusion"] = config.fuse_bn;
    root["skip_fusion_layers"] = Json::array();
    for (const LayerChoice& layer : config.layers) {
      const LayerMethods methods = overridden(amct_defaults(), layer.methods, layer.name);
      Json& entry = root[layer.name];
      entry["quant_enable"] = layer.quant;
      if (layer.methods.migration_strength) {
        entry[kBalancerParam] = methods.migration_strength;
      }
      entry[kActivationParams] = activation_json(methods.activation);
      entry[kWeightParams] = weight_json(methods.weight);
    }
  });
}

}  // namespace msquant
