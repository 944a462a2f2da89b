#include "quant/quant_config.h"

#include <algorithm>

#include "base/suggest.h"
#include "quant/amct_config.h"
#include "quant/config_json.h"
#include "quant/method_json.h"

namespace msquant {
namespace {

using Json = ConfigJson;

constexpr const char* kVersion = "1.0";
constexpr const char* kTypes = "override_layer_types";

LayerChoice read_layer(const ConfigReader& reader, const std::string& name, const Json& value) {
  if (!value.is_object() || !value.contains("quant")) {
    reader.fail(name, "a layer's {\"quant\": true or false}", value,
                did_you_mean(name, {"version", "fuse_bn", "num_rollback_nodes", kTypes}));
  }
  LayerChoice layer{name, reader.boolean(name + ".quant", value["quant"])};
  for (const auto& item : value.items()) {
    if (item.key() == "quant") continue;
    if (!read_methods(reader, name, item.key(), item.value(), layer.methods)) {
      reader.fail_unknown(name, item.key(),
                          {"quant", kActivationParams, kWeightParams, kBalancerParam});
    }
  }
  return layer;
}

void read_types(const ConfigReader& reader, const Json& value, QuantConfig& config) {
  for (const auto& type : reader.object(kTypes, value).items()) {
    const std::string key = kTypes + ("." + type.key());
    reader.name(key, type.key(), layer_type_names());
    MethodOverride methods;
    for (const auto& item : reader.object(key, type.value()).items()) {
      if (!read_methods(reader, key, item.key(), item.value(), methods)) {
        reader.fail_unknown(key, item.key(), {kActivationParams, kWeightParams, kBalancerParam});
      }
    }
    config.types.emplace_back(type.key(), methods);
  }
}

void read_key(const ConfigReader& reader, const std::string& key, const Json& value,
              QuantConfig& config) {
  if (key == "version") {
    if (value != kVersion) reader.fail(key, "the text \"1.0\"", value);
  } else if (key == "fuse_bn") {
    config.fuse_bn = reader.boolean(key, value);
  } else if (key == "num_rollback_nodes") {
    // Its range depends on the number of layers; see read_rollback().
    reader.integer(key, value);
  } else if (key == kTypes) {
    read_types(reader, value, config);
  } else {
    config.layers.push_back(read_layer(reader, key, value));
  }
}

void read_rollback(const ConfigReader& reader, const Json& root, QuantConfig& config) {
  const auto found = root.find("num_rollback_nodes");
  if (found == root.end() || *found == 0) return;
  const auto count = static_cast<int>(config.layers.size());
  if (*found < 0 || *found >= count) {
    reader.fail("num_rollback_nodes",
                "at least 0 and less than the number of layers (" + std::to_string(count) + ")",
                *found);
  }
  config.num_rollback_nodes = found->get<int>();
}

}  // namespace

std::vector<std::string> QuantConfig::quantized_layers() const {
  std::vector<std::string> names;
  for (const LayerChoice& layer : layers) {
    if (layer.quant) names.push_back(layer.name);
  }
  return names;
}

LayerMethods QuantConfig::methods_of(const LayerChoice& layer, const std::string& type,
                                     const LayerMethods& global) const {
  LayerMethods methods = global;
  for (const auto& [name, override] : types) {
    if (name == type) methods = overridden(methods, override, source + ": type '" + name + "'");
  }
  return overridden(methods, layer.methods, source + ": layer '" + layer.name + "'");
}

QuantConfig with_float_layers(QuantConfig config, const std::vector<std::string>& layers) {
  for (LayerChoice& layer : config.layers) {
    if (std::find(layers.begin(), layers.end(), layer.name) != layers.end()) layer.quant = false;
  }
  return config;
}

QuantConfig read_quant_config(const std::filesystem::path& path) {
  const ConfigReader reader(path.string());
  const Json root = reader.read();
  QuantConfig config;
  if (is_amct_config(root)) {
    config = read_amct_config(reader, root);
  } else {
    for (const auto& item : root.items()) read_key(reader, item.key(), item.value(), config);
    read_rollback(reader, root, config);
  }
  config.source = path.string();
  return config;
}

std::string to_json(const QuantConfig& config) {
  return config_text([&](Json& root) {
    root["version"] = kVersion;
    root["fuse_bn"] = config.fuse_bn;
    root["num_rollback_nodes"] = config.num_rollback_nodes;
    for (const auto& [name, methods] : config.types) write_methods(methods, root[kTypes][name]);
    for (const LayerChoice& layer : config.layers) {
      root[layer.name]["quant"] = layer.quant;
      write_methods(layer.methods, root[layer.name]);
    }
  });
}

}  // namespace msquant
