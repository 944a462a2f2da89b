#include <fmt/format.h>

#include <algorithm>

#include "report/activation_report.h"
#include "report/drawings.h"
#include "report/judgement.h"

namespace msquant {
namespace {

constexpr double kLeft = 56, kRight = 448, kTop = 14, kBottom = 146;

// Milestones stand side by side at equal distances: each has twice the images of the one before.
Scale places(size_t count) { return {0, static_cast<double>(count) - 1, kLeft + 24, kRight}; }

View image_ticks(const std::vector<ReportMilestone>& milestones, const Scale& x) {
  View view = View::array();
  for (size_t i = 0; i < milestones.size(); ++i) {
    view.push_back({{"at", coordinate(x(static_cast<double>(i)))},
                    {"text", std::to_string(milestones[i].images)}});
  }
  return view;
}

// "M…L…" through the points (i, values[i]).
std::string line(const std::vector<double>& values, const Scale& x, const Scale& y) {
  std::string path;
  for (size_t i = 0; i < values.size(); ++i) {
    path +=
        fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x(static_cast<double>(i)), y(values[i]));
  }
  return path;
}

View points(const std::vector<double>& values, const Scale& x, const Scale& y) {
  View view = View::array();
  for (size_t i = 0; i < values.size(); ++i) {
    view.push_back({{"x", coordinate(x(static_cast<double>(i)))}, {"y", coordinate(y(values[i]))}});
  }
  return view;
}

// The distance of each milestone's range from the last, in percent.
std::vector<double> distances(const ReportActivation& activation) {
  std::vector<double> result;
  for (const ReportMilestone& milestone : activation.milestones) {
    result.push_back(100 * distance(milestone.range, activation.milestones.back().range));
  }
  return result;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

View milestones_view(const ReportActivation& activation) {
  std::vector<double> low, high;
  for (const ReportMilestone& milestone : activation.milestones) {
    low.push_back(milestone.range.min);
    high.push_back(milestone.range.max);
  }
  const double bottom = low.empty() ? 0 : *std::min_element(low.begin(), low.end());
  const double top = high.empty() ? 0 : *std::max_element(high.begin(), high.end());
  const Scale x = places(low.size()), y(bottom, top, kBottom, kTop);
  return {{"low", line(low, x, y)},
          {"high", line(high, x, y)},
          {"low_points", points(low, x, y)},
          {"high_points", points(high, x, y)},
          {"x_ticks", image_ticks(activation.milestones, x)},
          {"y_ticks", ticks_view(nice_ticks(bottom, top, 4), y)},
          {"moved", number_text(100 * last_move(activation))}};
}

View convergence_view(const Report& report) {
  std::vector<std::vector<double>> lines;
  const ReportActivation* first = nullptr;
  const ReportLayer* widest = nullptr;
  for (const ReportLayer& layer : report.layers) {
    if (!layer.input || layer.input->milestones.size() < 2) continue;
    if (first == nullptr) first = &*layer.input;
    if (layer.input->milestones.size() != first->milestones.size()) continue;
    lines.push_back(distances(*layer.input));
    if (widest == nullptr || last_move(*layer.input) > last_move(*widest->input)) widest = &layer;
  }
  if (lines.empty()) return nullptr;
  std::vector<double> middle;
  double most = 1;
  for (size_t i = 0; i < lines.front().size(); ++i) {
    std::vector<double> column;
    for (const std::vector<double>& each : lines) column.push_back(each[i]);
    most = std::max(most, *std::max_element(column.begin(), column.end()));
    middle.push_back(median(column));
  }
  const Scale x = places(middle.size()), y(0, most, kBottom, kTop);
  View others = View::array();
  for (const std::vector<double>& each : lines) others.push_back({{"path", line(each, x, y)}});
  const auto& milestones = first->milestones;
  return {{"lines", others},
          {"median_line", line(middle, x, y)},
          {"median_points", points(middle, x, y)},
          {"x_ticks", image_ticks(milestones, x)},
          {"y_ticks", ticks_view(nice_ticks(0, most, 4), y)},
          {"half", milestones[milestones.size() - 2].images},
          {"all", milestones.back().images},
          {"median_move", number_text(middle[middle.size() - 2])},
          {"widest", widest->name},
          {"widest_move", number_text(100 * last_move(*widest->input))},
          {"is_settled", middle[middle.size() - 2] <= 5 && last_move(*widest->input) <= 0.1}};
}

}  // namespace msquant
