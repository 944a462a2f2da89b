// How a layer is quantized, as the keys of a configuration that AMCT defined:
//   "activation_quant_params": {"act_algo": "hfmg", "num_of_bins": 4096, "asymmetric": true},
//   "weight_quant_params": {"wts_algo": "mse", "channel_wise": true},
//   "dmq_balancer_param": 0.5
#pragma once

#include <string>

#include "quant/config_json.h"
#include "quant/layer_methods.h"

namespace msquant {

inline constexpr const char* kActivationParams = "activation_quant_params";
inline constexpr const char* kWeightParams = "weight_quant_params";
inline constexpr const char* kBalancerParam = "dmq_balancer_param";

// AMCT's name of the weight method "arq".
inline constexpr const char* kAmctArq = "arq_quantize";

// Reads `value`, which stands under `key`, into `methods` if the key is one of the three; false if
// it is another. `owner` is the layer or type, for messages. Throws Error(kConfig).
bool read_methods(const ConfigReader& reader, const std::string& owner, const std::string& key,
                  const ConfigJson& value, MethodOverride& methods);

// Adds to `owner` what `methods` say.
void write_methods(const MethodOverride& methods, ConfigJson& owner);

}  // namespace msquant
