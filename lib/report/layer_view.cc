#include <fmt/format.h>

#include <cmath>

#include "report/drawings.h"
#include "report/page_view.h"

namespace msquant {
namespace {

// A cell with a number that the table can be sorted by; empty ones sort last.
View cell(const std::string& text, double value) {
  return {{"text", text}, {"value", std::isfinite(value) ? fmt::format("{:.9g}", value) : "1e99"}};
}

View error_cell(const std::optional<ReportError>& error) {
  if (!error) return nullptr;
  View view = cell(db_text(error->sqnr_db), error->sqnr_db);
  view["class"] = error_class(error->sqnr_db);
  view["cosine"] = fmt::format("{:.5f}", error->cosine);
  return view;
}

// Worst first when sorted upwards.
int verdict_order(const std::string& verdict) {
  if (verdict == "bad") return 0;
  if (verdict == "suspicious") return 1;
  return verdict == "good" ? 2 : 3;
}

std::string range_text(const ReportRange& range) {
  return number_text(range.min) + " … " + number_text(range.max);
}

View activation_view(const ReportActivation& activation) {
  return {
      {"estimator", activation.estimator},
      {"range", cell(range_text(activation.range), activation.range.max - activation.range.min)},
      {"seen", range_text(activation.seen)},
      {"clipped",
       cell(fmt::format("{:.3f} %", activation.clipped_percent), activation.clipped_percent)},
      {"zeros", fmt::format("{:.1f} %", activation.zeros_percent)},
      {"scale", cell(number_text(activation.scale), activation.scale)},
      {"zero_point",
       cell(std::to_string(activation.zero_point), static_cast<double>(activation.zero_point))},
      {"histogram", histogram_view(activation)},
      {"milestones", milestones_view(activation)}};
}

}  // namespace

View layer_view(const ReportLayer& layer, size_t index) {
  View view{{"id", "layer-" + std::to_string(index)},
            {"index", index},
            {"name", layer.name},
            {"operator", layer.type},
            {"output", to_string(layer.output)},
            {"weight_shape", to_string(layer.weight)},
            {"is_float", layer.action == "float"},
            {"reason", layer.reason},
            {"verdict", layer.verdict.empty() ? layer.action : layer.verdict},
            {"verdict_mark", verdict_mark(layer.verdict)},
            {"verdict_class", layer.verdict.empty() ? "float" : layer.verdict},
            {"verdict_order", verdict_order(layer.verdict)},
            {"isolated", error_cell(layer.isolated)},
            {"accumulated", error_cell(layer.accumulated)},
            {"end_to_end", error_cell(layer.end_to_end)},
            {"bytes_before", layer.bytes_before},
            {"before", bytes_text(layer.bytes_before)},
            {"after", bytes_text(layer.bytes_after)},
            {"input", nullptr},
            {"channels", nullptr}};
  if (layer.input) view["input"] = activation_view(*layer.input);
  if (layer.channels) view["channels"] = channels_view(*layer.channels);
  return view;
}

}  // namespace msquant
