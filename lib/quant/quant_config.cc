#include "quant/quant_config.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/suggest.h"

namespace msquant {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kVersion = "1.0";
// The file has two levels; no more are ever built from one that has many.
constexpr int kMaxDepth = 8;

// Reads one file; all its errors name that file and the key they are about.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : file_(path.string()) {}

  QuantConfig read() const {
    const Json root = parse(read_file(file_));
    if (!root.is_object()) fail("", "an object {…}", root);
    QuantConfig config;
    for (const auto& item : root.items()) add_key(item.key(), item.value(), config);
    check_rollback(config, root);
    return config;
  }

 private:
  [[noreturn]] void fail(const std::string& key, const std::string& expected, const Json& found,
                         const std::string& hint = {}) const {
    constexpr size_t kShown = 60;
    std::string text = found.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (text.size() > kShown) text = text.substr(0, kShown) + "…";
    fail_because(key, "expected " + expected + ", found " + text, hint);
  }

  [[noreturn]] void fail_because(const std::string& key, const std::string& because,
                                 const std::string& hint = {}) const {
    throw Error(ErrorKind::kConfig, "bad quantization config",
                key.empty() ? file_ : file_ + ": key '" + key + "'", because, hint);
  }

  Json parse(const std::string& text) const {
    // JSON lets a key be repeated and the last one win; here that is always a slip of the pen.
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
      if (depth > kMaxDepth) fail_because("", "values are nested too deeply");
      if (event == Json::parse_event_t::object_start) keys.emplace_back();
      if (event == Json::parse_event_t::object_end) keys.pop_back();
      if (event == Json::parse_event_t::key) {
        const auto& key = parsed.get_ref<const std::string&>();
        if (!keys.back().insert(key).second) fail_because(key, "the key is repeated");
      }
      return true;
    };
    // The parser would take a zero byte for the end of the file.
    if (text.find('\0') != std::string::npos) fail_because("", "it holds a zero byte");
    try {
      return Json::parse(text, watch);
    } catch (const Json::exception& error) {
      const std::string what = error.what();  // "[json.exception.parse_error.101] parse error at …"
      fail_because("", what.substr(what.find(']') + 2), "write the file anew with gen-config");
    }
  }

  void add_key(const std::string& key, const Json& value, QuantConfig& config) const {
    if (key == "version") {
      const bool is_amct = value.is_number();
      if (value != kVersion) {
        fail(key, "the text \"1.0\"", value,
             is_amct ? "AMCT's configurations are not read; write one with gen-config" : "");
      }
    } else if (key == "fuse_bn") {
      config.fuse_bn = boolean(key, value);
    } else if (key == "num_rollback_nodes") {
      // Its range depends on the number of layers; see check_rollback().
      if (!value.is_number_integer()) fail(key, "an integer", value);
    } else {
      config.layers.push_back(layer(key, value));
    }
  }

  bool boolean(const std::string& key, const Json& value) const {
    if (!value.is_boolean()) fail(key, "true or false", value);
    return value.get<bool>();
  }

  LayerChoice layer(const std::string& name, const Json& value) const {
    if (!value.is_object() || !value.contains("quant")) {
      fail(name, "a layer's {\"quant\": true or false}", value,
           did_you_mean(name, {"version", "fuse_bn", "num_rollback_nodes"}));
    }
    for (const auto& item : value.items()) {
      if (item.key() == "quant") continue;
      fail_because(name + "." + item.key(), "a layer has the key 'quant' only",
                   did_you_mean(item.key(), {"quant"}));
    }
    return {name, boolean(name + ".quant", value["quant"])};
  }

  void check_rollback(QuantConfig& config, const Json& root) const {
    const auto found = root.find("num_rollback_nodes");
    if (found == root.end() || *found == 0) return;
    const auto count = static_cast<int>(config.layers.size());
    if (*found < 0 || *found >= count) {
      fail("num_rollback_nodes",
           "at least 0 and less than the number of layers (" + std::to_string(count) + ")", *found);
    }
    config.num_rollback_nodes = found->get<int>();
  }

  std::string file_;
};

}  // namespace

std::vector<std::string> QuantConfig::quantized_layers() const {
  std::vector<std::string> names;
  for (const LayerChoice& layer : layers) {
    if (layer.quant) names.push_back(layer.name);
  }
  return names;
}

QuantConfig with_float_layers(QuantConfig config, const std::vector<std::string>& layers) {
  for (LayerChoice& layer : config.layers) {
    if (std::find(layers.begin(), layers.end(), layer.name) != layers.end()) layer.quant = false;
  }
  return config;
}

QuantConfig read_quant_config(const std::filesystem::path& path) {
  QuantConfig config = Reader(path).read();
  config.source = path.string();
  return config;
}

std::string to_json(const QuantConfig& config) {
  Json root;
  root["version"] = kVersion;
  root["fuse_bn"] = config.fuse_bn;
  root["num_rollback_nodes"] = config.num_rollback_nodes;
  try {
    for (const LayerChoice& layer : config.layers) root[layer.name]["quant"] = layer.quant;
    return root.dump(4, ' ', /*ensure_ascii=*/true);  // as Python's json.dump
  } catch (const Json::type_error&) {
    throw Error(ErrorKind::kModel, "a layer's name cannot be written as JSON", "",
                "it is not valid UTF-8, or is a key of the file itself",
                "rename the layer in the model");
  }
}

}  // namespace msquant
