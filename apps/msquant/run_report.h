// What quantize leaves for people to read: report.json and report.html in the run folder.
#pragma once

#include <filesystem>
#include <optional>

#include "evaluate/accuracy.h"
#include "msquant/calibration.h"

namespace msquant {

// Measures the errors of the layers on the first images of the calibration, writes both files into
// the run folder, which run.json stands in already, and names the worst layers.
void write_report(const std::filesystem::path& folder, const CalibrationOptions& options,
                  const CalibrationJob& job, const Observed& observed, const Calibrated& calibrated,
                  const std::optional<Evaluation>& evaluation);

// Writes the page of a run folder's report.json again. Throws Error(kUsage) if there is none, and
// what parse_report() throws.
void render_report(const std::filesystem::path& folder, const std::filesystem::path& page);

}  // namespace msquant
