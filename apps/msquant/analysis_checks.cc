#include "msquant/analysis_checks.h"

#include <fmt/format.h>

#include "analyze/verdict.h"

namespace msquant {
namespace {

// "bad: isolated 31.50 dB, end-to-end 12.00 dB"
std::string reason(const LayerError& error) {
  std::string text;
  for (const ViewInfo& info : kViews) {
    const auto& deviation = error.view(info.view);
    if (!deviation) continue;
    text +=
        fmt::format("{} {} {:.2f} dB", text.empty() ? ":" : ",", info.name, deviation->sqnr_db());
  }
  return std::string(name_of(verdict_of(error))) + text;
}

}  // namespace

CheckReport analysis_checks(const LayerErrors& errors) {
  CheckReport report;
  report.properties.emplace_back("images", std::to_string(errors.images));
  for (const LayerError& error : errors.layers) {
    const bool is_bad = verdict_of(error) == Verdict::kBad;
    report.checks.push_back(
        {"layers", error.layer, is_bad ? Outcome::kFailed : Outcome::kPassed, reason(error)});
  }
  return report;
}

}  // namespace msquant
