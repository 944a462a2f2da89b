// What quantize and tune leave for people to read: report.json and report.html in the run folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/accuracy.h"
#include "msquant/calibration.h"
#include "report/report.h"

namespace msquant {

// What made a run, beside the manifest of its folder.
struct RunOrigin {
  std::string command = "quantize";
  std::vector<std::string> flags;  // of the command, as given in the run's folder
  std::optional<ReportSearch> search;
};

// Measures the errors of the layers on the first images of the calibration, writes both files into
// the run folder, which run.json stands in already, and names the worst layers.
void write_report(const std::filesystem::path& folder, const CalibrationOptions& options,
                  const CalibrationJob& job, const Observed& observed, const Calibrated& calibrated,
                  const std::optional<Evaluation>& evaluation, const RunOrigin& origin);

// Writes the page of a run folder's report.json again. Throws Error(kUsage) if there is none, and
// what parse_report() throws.
void render_report(const std::filesystem::path& folder, const std::filesystem::path& page);

}  // namespace msquant
