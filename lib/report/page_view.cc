#include "report/page_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "report/drawings.h"
#include "report/judgement.h"

namespace msquant {
namespace {

View row(const char* name, const std::string& first, const std::string& second,
         const std::string& difference) {
  return {{"name", name}, {"float", first}, {"int8", second}, {"difference", difference}};
}

View top_row(const char* name, double first, double second) {
  return row(name, fmt::format("{:.2f} %", first), fmt::format("{:.2f} %", second),
             fmt::format("{:+.2f} points", second - first));
}

View card(const char* name, const std::string& value, const std::string& note) {
  return {{"name", name}, {"value", value}, {"note", note}};
}

View size_card(const Report& report) {
  int64_t before = 0, after = 0;
  for (const ReportLayer& layer : report.layers) {
    before += layer.bytes_before;
    after += layer.bytes_after;
  }
  const double factor = after > 0 ? static_cast<double>(before) / static_cast<double>(after) : 1;
  return card("weights", bytes_text(after),
              fmt::format("of {}, {:.1f}× smaller", bytes_text(before), factor));
}

View cards(const Report& report) {
  View view = View::array();
  const auto& evaluation = report.evaluation;
  if (evaluation && evaluation->quantized) {
    if (evaluation->is_labelled()) {
      view.push_back(card("top-1, int8",
                          fmt::format("{:.2f} %", evaluation->quantized->accuracy.top1_percent()),
                          fmt::format("float {:.2f} %", evaluation->reference.top1_percent())));
    }
    view.push_back(card("SQNR at the output", db_text(evaluation->quantized->sqnr_db),
                        fmt::format("on {} images", evaluation->images)));
  }
  if (const ReportLayer* worst = worst_layer(report)) {
    view.push_back(card(
        "worst layer", worst->name,
        worst->end_to_end ? db_text(worst->end_to_end->sqnr_db) + " end to end" : worst->verdict));
  }
  const auto quantized = std::count_if(report.layers.begin(), report.layers.end(),
                                       [](const auto& layer) { return layer.action == "int8"; });
  view.push_back(card("layers in int8", std::to_string(quantized),
                      fmt::format("of {}", report.layers.size())));
  view.push_back(size_card(report));
  view.push_back(card("calibration", fmt::format("{} images", report.calibration_images),
                      fmt::format("{} {}", report.warnings.size(),
                                  report.warnings.size() == 1 ? "warning" : "warnings")));
  return view;
}

View inputs_view(const Report& report) {
  View view = View::array();
  for (const ReportInput& input : report.inputs) {
    view.push_back({{"name", input.name},
                    {"shape", to_string(input.shape)},
                    {"min", number_text(input.min)},
                    {"max", number_text(input.max)},
                    {"mean", number_text(input.mean)},
                    {"problem", input.problem.empty() ? "looks normalized" : input.problem}});
  }
  return view;
}

View files_view(const std::vector<ReportFile>& files) {
  View view = View::array();
  for (const ReportFile& file : files) {
    view.push_back(
        {{"name", file.name}, {"size", bytes_text(file.bytes)}, {"sha256", file.sha256}});
  }
  return view;
}

View thresholds_view(const Report& report) {
  View view = View::array();
  for (const ReportThreshold& each : report.thresholds) {
    view.push_back({{"view", each.view},
                    {"good", number_text(each.good_from_db)},
                    {"suspicious", number_text(each.suspicious_from_db)}});
  }
  return view;
}

View warnings_view(const Report& report) {
  View view = View::array();
  for (const ReportWarning& warning : report.warnings) {
    view.push_back(
        {{"code", warning.code}, {"text", warning.text}, {"explanation", warning.explanation}});
  }
  return view;
}

// "2: fc1, fc2"
std::string layers_text(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}: {}", names.size(), joined(names));
}

View search_view(const ReportSearch& search) {
  View trials = View::array();
  for (const ReportTrial& trial : search.trials) {
    trials.push_back({{"number", trial.number},
                      {"layers", layers_text(trial.float_layers)},
                      {"drop", fmt::format("{:.2f}", trial.drop_points)},
                      {"outcome", trial.outcome},
                      {"is_best", trial.number == search.best_trial}});
  }
  return {{"limit", fmt::format("{:.2f}", search.max_drop_points)},
          {"stopped", search.stopped},
          {"trials", trials}};
}

View settings_view(const Report& report) {
  View view = View::array();
  for (const ReportSetting& setting : report.settings) {
    view.push_back({{"key", setting.key}, {"value", setting.value}, {"origin", setting.origin}});
  }
  return view;
}

}  // namespace

View accuracy_view(const Evaluation& evaluation) {
  View rows = View::array();
  const auto& int8 = evaluation.quantized;
  if (!int8) return rows;
  if (evaluation.is_labelled()) {
    rows.push_back(
        top_row("top-1", evaluation.reference.top1_percent(), int8->accuracy.top1_percent()));
    rows.push_back(
        top_row("top-5", evaluation.reference.top5_percent(), int8->accuracy.top5_percent()));
  }
  if (int8->agreement) {
    rows.push_back(row("same class as float", "",
                       fmt::format("{:.2f} %", evaluation.agreement_percent()), ""));
  }
  for (const OutputFidelity& output : int8->outputs) {
    const std::string of = int8->outputs.size() == 1 ? "" : " of " + output.name;
    rows.push_back(row("", "", db_text(output.sqnr_db), ""));
    rows.back()["name"] = "SQNR" + of;
    rows.push_back(row("", "", fmt::format("{:.6f}", output.cosine), ""));
    rows.back()["name"] = "cosine similarity" + of;
    rows.push_back(row("", "", number_text(output.max_abs_difference), ""));
    rows.back()["name"] = "largest difference" + of;
  }
  return rows;
}

View page_view(const Report& report) {
  View layers = View::array();
  for (size_t i = 0; i < report.layers.size(); ++i) {
    layers.push_back(layer_view(report.layers[i], i));
  }
  const ReportLayer* worst = worst_layer(report);
  View view{{"version", report.version},
            {"network", report.network},
            {"command", report.command},
            {"level", report.verdict.level},
            {"level_mark", verdict_mark(report.verdict.level)},
            {"verdict", report.verdict.text},
            {"because", report.verdict.because},
            {"cards", cards(report)},
            {"images", report.evaluation ? report.evaluation->images : 0},
            {"accuracy", nullptr},
            {"inputs", inputs_view(report)},
            {"search", nullptr},
            {"warnings", warnings_view(report)},
            {"error_images", report.error_images},
            {"layers", layers},
            {"worst", worst == nullptr ? 0 : worst - report.layers.data()},
            {"graph", graph_view(report)},
            {"convergence", convergence_view(report)},
            {"settings", settings_view(report)},
            {"sources", files_view(report.sources)},
            {"files", files_view(report.files)},
            {"thresholds", thresholds_view(report)}};
  if (report.search) view["search"] = search_view(*report.search);
  if (report.evaluation) view["accuracy"] = {{"rows", accuracy_view(*report.evaluation)}};
  return view;
}

}  // namespace msquant
