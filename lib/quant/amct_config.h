// The quantization config of Ascend's AMCT:
//   {"version": 1, "batch_num": 1, "activation_offset": true, "do_fusion": true,
//    "skip_fusion_layers": [],
//    "conv1": {"quant_enable": true,
//     "activation_quant_params": {"num_bits": 8, "act_algo": "ifmr", "max_percentile": 0.999999,
//     …}, "weight_quant_params": {"num_bits": 8, "wts_algo": "arq_quantize", "channel_wise":
//     true}}}
// Keys, ranges and defaults: AMCT's documentation of create_quant_config.
#pragma once

#include <string>

#include "quant/config_json.h"
#include "quant/quant_config.h"

namespace msquant {

// Whether the content is AMCT's: its version is a number, or a layer says `quant_enable`.
bool is_amct_config(const ConfigJson& root);

// What a layer leaves out is AMCT's default (ifmr, arq_quantize, channel_wise), not the run's.
// Throws Error(kConfig) as read_quant_config(), Error(kUnsupported) for what msquant cannot do:
// joint or tensor quantization, fusion of some layers only, 16 bits.
QuantConfig read_amct_config(const ConfigReader& reader, const ConfigJson& root);

// Every layer with all its parameters. Throws Error(kModel) as to_json().
std::string to_amct_json(const QuantConfig& config);

}  // namespace msquant
