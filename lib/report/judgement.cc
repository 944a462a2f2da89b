#include "report/judgement.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyze/verdict.h"
#include "report/activation_report.h"

namespace msquant {
namespace {

constexpr double kGoodDrop = 1, kSuspiciousDrop = 3;  // percentage points

std::string level_name(bool is_good, bool is_suspicious) {
  return std::string(name_of(is_good         ? Verdict::kGood
                             : is_suspicious ? Verdict::kSuspicious
                                             : Verdict::kBad));
}

ReportVerdict judge_drop(const Evaluation& evaluation) {
  const double drop = drop_points(evaluation);
  ReportVerdict verdict;
  verdict.level = level_name(drop <= kGoodDrop, drop <= kSuspiciousDrop);
  verdict.text =
      evaluation.is_labelled()
          ? fmt::format("Top-1 goes from {:.2f} % to {:.2f} %: {:.2f} points lost",
                        evaluation.reference.top1_percent(),
                        evaluation.quantized->accuracy.top1_percent(), drop)
          : fmt::format("{:.2f} % of the images keep their class", evaluation.agreement_percent());
  verdict.because =
      fmt::format("up to {} point is good, up to {} suspicious; one image is {:.2g}", kGoodDrop,
                  kSuspiciousDrop, 100.0 / static_cast<double>(evaluation.images));
  return verdict;
}

ReportVerdict judge_search(const ReportSearch& search, const Evaluation& evaluation) {
  ReportVerdict verdict = judge_drop(evaluation);
  const bool is_met = drop_points(evaluation) <= search.max_drop_points;
  verdict.level = level_name(is_met, false);
  verdict.because = fmt::format("the target is a drop of at most {:.2f} points: {}",
                                search.max_drop_points, is_met ? "met" : "missed");
  return verdict;
}

ReportVerdict judge_outputs(const Comparison& comparison) {
  const ViewInfo& limits = kViews[static_cast<size_t>(View::kAccumulated)];
  return {level_name(comparison.sqnr_db >= limits.good_from,
                     comparison.sqnr_db >= limits.suspicious_from),
          fmt::format("The outputs keep an SQNR of {:.1f} dB", comparison.sqnr_db),
          fmt::format("from {} dB it is good, from {} suspicious", limits.good_from,
                      limits.suspicious_from)};
}

double deciding_sqnr(const ReportLayer& layer) {
  return layer.end_to_end ? layer.end_to_end->sqnr_db
                          : layer.isolated.value_or(ReportError()).sqnr_db;
}

}  // namespace

ReportVerdict judge(const Report& report) {
  const auto& evaluation = report.evaluation;
  if (evaluation && evaluation->quantized) {
    if (report.search) return judge_search(*report.search, *evaluation);
    const Comparison& comparison = *evaluation->quantized;
    const bool has_drop = evaluation->is_labelled() || comparison.agreement;
    return has_drop && evaluation->images > 0 ? judge_drop(*evaluation) : judge_outputs(comparison);
  }
  return {"unknown", "Accuracy was not measured",
          "there are no validation images; --val names them"};
}

const ReportLayer* worst_layer(const Report& report) {
  const ReportLayer* worst = nullptr;
  for (const ReportLayer& layer : report.layers) {
    if (!layer.end_to_end && !layer.isolated) continue;
    if (worst == nullptr || deciding_sqnr(layer) < deciding_sqnr(*worst)) worst = &layer;
  }
  return worst;
}

double last_move(const ReportActivation& activation) {
  const auto& milestones = activation.milestones;
  if (milestones.size() < 2) return 0;
  return distance(milestones[milestones.size() - 2].range, milestones.back().range);
}

}  // namespace msquant
