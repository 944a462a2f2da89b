// The flags that say what a quantized model is written as, shared by the commands that write one.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/calibrate.h"
#include "pipeline/output_format.h"

namespace msquant {

struct ExportOptions {
  std::string format = "air";
  std::string compat;  // "" or "ptq_quant", of AIR only
  int64_t opset = 0;   // of ONNX only; 0: the writer's default
  int64_t batch = 0;   // 0: the model's own, 1 for a checkpoint

  // Returns the option --format.
  CLI::Option* add_to(CLI::App& app);

  // Throws Error(kUsage) if a flag of one format is given with another: before anything is run.
  void check() const;

  // The integer model in the style and with the batch size asked for.
  Graph lowered(const Calibrated& calibrated, int threads) const;

  // The file that write() writes.
  std::filesystem::path file(const std::filesystem::path& output) const {
    return output.string() + "." + format;
  }

  // Writes OUTPUT.<format>, has it checked on `samples` and says so. Returns its path. Throws what
  // write_output() throws.
  std::filesystem::path write(const Graph& lowered, const std::filesystem::path& output,
                              const std::vector<ModelInputs>& samples, int threads) const;

 private:
  OutputOptions output_options() const { return {format, !compat.empty(), opset}; }
};

}  // namespace msquant
