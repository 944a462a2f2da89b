// What `tune` and `quantize --max-drop` share: the search for layers to leave in float.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <limits>
#include <string>

#include "msquant/accuracy_gate.h"
#include "msquant/calibration.h"
#include "tune/tune.h"

namespace msquant {

struct TuningOptions {
  AccuracyGate gate;
  TuneBudget budget;
  bool no_report = false;

  void add_to(CLI::App& app);

  // Those that a report draws, or none but those that are needed.
  Histograms histograms() const {
    return no_report ? Histograms::kWhereNeeded : Histograms::kEverywhere;
  }
};

// Calibrates once, ranks the layers of the job by what each costs alone, and searches. Writes the
// best model, quant_config.json, trials/, tune.json and the report below `output`, prints the
// accuracy and a last line that says PASSED or FAILED and where to look. Throws Error(kAccuracy)
// after that if the target was missed, Error(kUsage) if there are no validation images,
// Error(kUnsupported) if the model is no classifier.
void run_tuning(const CalibrationOptions& calibration, const TuningOptions& options,
                const CalibrationJob& job, const std::filesystem::path& output, bool as_json);

}  // namespace msquant
