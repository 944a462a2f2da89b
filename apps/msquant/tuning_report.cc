#include "msquant/tuning_report.h"

#include <fmt/format.h>

#include <cmath>

#include "pipeline/run_manifest.h"

namespace msquant {
namespace {

ReportSearch search_report(const TuneResult& result, double max_drop) {
  ReportSearch search;
  search.max_drop_points = max_drop;
  search.stopped = result.stopped;
  search.best_trial = result.best.number;
  for (const Trial& trial : result.trials) {
    search.trials.push_back({trial.number, trial.float_layers, trial.drop(),
                             trial.drop() <= max_drop ? "met" : "missed"});
  }
  return search;
}

}  // namespace

RunOrigin search_origin(const std::filesystem::path& folder, const CalibrationJob& job,
                        const TuningOptions& options, const TuneResult& result) {
  const double max_drop = options.gate.max_drop.value();
  RunOrigin origin;
  origin.command = "tune";
  origin.flags = {"--max-drop", fmt::format("{}", max_drop), "--max-trials",
                  std::to_string(options.budget.trials), "--fresh"};
  if (std::isfinite(options.budget.seconds)) {
    origin.flags.insert(origin.flags.end(),
                        {"--time-limit", fmt::format("{}", options.budget.seconds)});
  }
  if (!job.config.source.empty()) {
    origin.flags.insert(origin.flags.end(),
                        {"--quant-config", manifest_path(job.config.source, folder).string()});
  }
  origin.search = search_report(result, max_drop);
  return origin;
}

}  // namespace msquant
