#include <fmt/format.h>

#include <functional>
#include <string>

#include "report/judgement.h"

namespace msquant {
namespace {

constexpr double kMuchClipped = 0.1;  // percent
constexpr double kMoved = 0.1;        // share of a range's width
constexpr size_t kMostNames = 5;

// "3 layers TEXT: a, b, c"; nothing if `is_meant` of none.
void warn_of_layers(const Report& report, const std::function<bool(const ReportLayer&)>& is_meant,
                    const char* code, const std::string& text, const char* explanation,
                    std::vector<ReportWarning>& warnings) {
  std::string names;
  size_t count = 0;
  for (const ReportLayer& layer : report.layers) {
    if (!is_meant(layer)) continue;
    ++count;
    if (count <= kMostNames) names += (count == 1 ? "" : ", ") + layer.name;
  }
  if (count == 0) return;
  if (count > kMostNames) names += ", …";
  warnings.push_back(
      {code, fmt::format("{} {} {}: {}", count, count == 1 ? "layer" : "layers", text, names),
       explanation});
}

void warn_of_run(const Report& report, std::vector<ReportWarning>& warnings) {
  if (report.calibration_images < kFewImages) {
    warnings.push_back({"few-images",
                        fmt::format("calibrated with {} images only", report.calibration_images),
                        "Values that these images do not show are cut off. Some dozens of images, "
                        "of every class, are a good start: --batches."});
  }
  for (const ReportInput& input : report.inputs) {
    if (input.problem.empty()) continue;
    warnings.push_back({"input-values", "input " + input.name + ": " + input.problem,
                        "Networks are trained on normalized images. If the float model's accuracy "
                        "is not what you know, check rescale, mean and std (--print-config); if "
                        "the network normalizes by itself, this is as it should be."});
  }
}

}  // namespace

std::vector<ReportWarning> find_warnings(const Report& report) {
  std::vector<ReportWarning> warnings;
  warn_of_run(report, warnings);
  warn_of_layers(
      report, [](const ReportLayer& layer) { return layer.verdict == "bad"; }, "bad-layer",
      "with large errors",
      "Leave them in float (\"quant\": false in quant_config.json), or let msquant tune "
      "find out which must be.",
      warnings);
  warn_of_layers(
      report,
      [](const ReportLayer& layer) {
        return layer.input && layer.input->clipped_percent > kMuchClipped;
      },
      "clipped", fmt::format("with more than {} % of the input cut off", kMuchClipped),
      "The range is narrower than what was seen. --activation minmax keeps everything.", warnings);
  warn_of_layers(
      report,
      [](const ReportLayer& layer) { return layer.input && last_move(*layer.input) > kMoved; },
      "range-not-settled",
      fmt::format("whose range the second half of the images moved by more than {} %",
                  100 * kMoved),
      "More calibration images may change their ranges again: --batches.", warnings);
  return warnings;
}

}  // namespace msquant
