// What `calibrate` and `quantize` share: the flags of a calibration, running it, writing it.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "msquant/data_options.h"
#include "msquant/model_options.h"
#include "pipeline/calibrate.h"

namespace msquant {

// Name of the quantized model, without extension, where the user gives none.
inline constexpr const char* kOutputName = "quantized_model";

struct CalibrationOptions {
  ModelOptions model;
  DataOptions data;
  std::string activation;
  std::string compat;  // "" or "ptq_quant"

  void add_to(CLI::App& app);
  Settings settings() const;
  Model load(Settings& settings) const;

  // Calibrates a prepared graph and reports what it did.
  Quantized quantize(const Graph& prepared, const QuantConfig& config,
                     const Settings& settings) const;
};

// Writes OUTPUT.air and OUTPUT.record.txt.
void write_outputs(const Quantized& quantized, const std::filesystem::path& output,
                   const std::string& compat);

}  // namespace msquant
