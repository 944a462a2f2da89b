// What `calibrate` and `quantize` share: the flags of a calibration, running it, writing it.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "analyze/compare.h"
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
  std::string format = "air";
  std::string compat;        // "" or "ptq_quant", of AIR only
  int64_t opset = 0;         // of ONNX only; 0: the writer's default
  int64_t export_batch = 0;  // 0: the model's own, 1 for a checkpoint

  void add_to(CLI::App& app);
  // The flags without those that say what is written.
  void add_input_to(CLI::App& app);
  Settings settings() const;
  Model load(Settings& settings) const;

  // Runs the calibration images through a prepared graph.
  StatsMap observe(const Graph& prepared, const QuantConfig& config,
                   const Settings& settings) const;
  // Quantizes it with what they said.
  Quantized quantize(const Graph& prepared, const QuantConfig& config, const StatsMap& stats,
                     const Settings& settings) const;
  // The calibration images, to be looked at again.
  ImageSource image_source(const Graph& prepared, const Settings& settings) const;
  // Both, and reports what they did.
  Quantized calibrate(const Graph& prepared, const QuantConfig& config,
                      const Settings& settings) const;
};

// The configuration in `file`, or what gen-config would write if it is empty. Throws Error(kModel)
// if there is nothing to quantize.
QuantConfig config_for(const std::filesystem::path& file, const Graph& graph);

// Writes OUTPUT.record.txt and the model in the chosen format (OUTPUT.air, …).
void write_outputs(const Quantized& quantized, const std::filesystem::path& output,
                   const CalibrationOptions& options);

}  // namespace msquant
