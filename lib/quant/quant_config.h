// quant_config.json: which layers are quantized, and how. The file of msmodelslim's
// create_quant_config:
//   {"version": "1.0", "fuse_bn": true, "num_rollback_nodes": 0, "conv2": {"quant": true}, …}
// A layer, or all layers of a type, may name other methods than the run's:
//   "override_layer_types": {"Dense": {"weight_quant_params": {"wts_algo": "mse"}}},
//   "conv2": {"quant": true, "activation_quant_params": {"act_algo": "minmax"}}
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "quant/layer_methods.h"

namespace msquant {

struct LayerChoice {
  std::string name;  // the cell name
  bool quant = true;
  MethodOverride methods = {};
};

struct QuantConfig {
  bool fuse_bn = true;
  int num_rollback_nodes = 0;
  // How many batches to calibrate with; only AMCT's files say so.
  std::optional<int64_t> batch_num;
  // By names of layer_type_names(), in the order of the file.
  std::vector<std::pair<std::string, MethodOverride>> types;
  std::vector<LayerChoice> layers;  // in the order of the file
  std::string source;               // the file it was read from, for messages; may be empty

  // The layers whose `quant` is true.
  std::vector<std::string> quantized_layers() const;

  // How `layer`, which is of `type`, is quantized: what it says itself goes before what its type
  // says, and that before `global`. Throws what overridden() throws.
  LayerMethods methods_of(const LayerChoice& layer, const std::string& type,
                          const LayerMethods& global) const;
};

// `config` with the `quant` of these layers false.
QuantConfig with_float_layers(QuantConfig config, const std::vector<std::string>& layers);

// Reads this file, or AMCT's (quant/amct_config.h) if its content is that. Throws Error(kConfig)
// naming file, key, what was expected and what was found: bad JSON, a wrong type, a missing
// `quant`, an unknown key, type or algorithm, a repeated key, a num_rollback_nodes outside
// [0, number of layers), another version; Error(kIo) if the file cannot be read.
QuantConfig read_quant_config(const std::filesystem::path& path);

// Without overrides the text that msmodelslim writes, byte for byte: indent 4, no newline at the
// end.
std::string to_json(const QuantConfig& config);

}  // namespace msquant
