#include "report/search_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace msquant {
namespace {

bool leaves(const ReportTrial& trial, const std::string& layer) {
  return std::find(trial.float_layers.begin(), trial.float_layers.end(), layer) !=
         trial.float_layers.end();
}

// Whether `trial` shows what it costs to quantize `layer` beside what `best` quantizes: any other
// difference can but lower the drop.
bool is_evidence(const ReportTrial& trial, const ReportTrial& best, const std::string& layer) {
  return trial.outcome == "missed" && !leaves(trial, layer) &&
         std::all_of(best.float_layers.begin(), best.float_layers.end(),
                     [&](const std::string& each) { return each == layer || leaves(trial, each); });
}

}  // namespace

const ReportTrial& best_trial(const ReportSearch& search) {
  const auto found =
      std::find_if(search.trials.begin(), search.trials.end(),
                   [&](const ReportTrial& trial) { return trial.number == search.best_trial; });
  MSQUANT_CHECK(found != search.trials.end());
  return *found;
}

std::string reason_for_float(const ReportSearch& search, const std::string& layer) {
  const ReportTrial& best = best_trial(search);
  if (!leaves(best, layer)) return "";
  for (const ReportTrial& trial : search.trials) {
    if (!is_evidence(trial, best, layer)) continue;
    return fmt::format("quantized too, {:.2f} points were lost (trial {}), more than {:.2f}",
                       trial.drop_points, trial.number, search.max_drop_points);
  }
  return fmt::format("the search left it so, among the worst layers (trial {})", best.number);
}

}  // namespace msquant
