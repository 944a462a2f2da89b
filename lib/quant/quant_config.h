// quant_config.json: which layers are quantized. The file of msmodelslim's create_quant_config:
//   {"version": "1.0", "fuse_bn": true, "num_rollback_nodes": 0, "conv2": {"quant": true}, …}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace msquant {

struct LayerChoice {
  std::string name;  // the cell name
  bool quant = true;
};

struct QuantConfig {
  bool fuse_bn = true;
  int num_rollback_nodes = 0;
  std::vector<LayerChoice> layers;  // in the order of the file
  std::string source;               // the file it was read from, for messages; may be empty

  // The layers whose `quant` is true.
  std::vector<std::string> quantized_layers() const;
};

// `config` with the `quant` of these layers false.
QuantConfig with_float_layers(QuantConfig config, const std::vector<std::string>& layers);

// Throws Error(kConfig) naming file, key, what was expected and what was found: bad JSON, a wrong
// type, a missing `quant`, an unknown key in a layer, a repeated key, a num_rollback_nodes outside
// [0, number of layers), another version; Error(kIo) if the file cannot be read.
QuantConfig read_quant_config(const std::filesystem::path& path);

// The text that msmodelslim writes, byte for byte: indent 4, no newline at the end.
std::string to_json(const QuantConfig& config);

}  // namespace msquant
