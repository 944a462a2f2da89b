#include <fmt/format.h>

#include "report/drawings.h"
#include "report/graph_layout.h"

namespace msquant {
namespace {

constexpr double kRowHeight = 24, kLaneWidth = 20, kMargin = 16;

double y_of(size_t row) { return kMargin + kRowHeight * static_cast<double>(row); }
double x_of(int lane) { return kMargin + kLaneWidth * lane; }

// Down the lane of the producer, then over to the consumer within the last row.
std::string edge(const GraphLayout& layout, size_t from, size_t to) {
  const double x = x_of(layout.lanes[from]), end = x_of(layout.lanes[to]);
  const double y = y_of(to), turn = y - kRowHeight;
  std::string path = fmt::format("M{:.0f} {:.0f}V{:.0f}", x, y_of(from), x == end ? y : turn);
  if (x != end) {
    path += fmt::format("C{0:.0f} {2:.0f} {1:.0f} {2:.0f} {1:.0f} {3:.0f}", x, end, turn + 14, y);
  }
  return path;
}

std::string label(const ReportNode& node) {
  std::string text = node.type;
  for (const std::string& each : node.followed_by) text += " + " + each;
  return text;
}

// What the mark of a layer shows.
void add_layer(const ReportLayer& layer, int64_t index, View& view) {
  view["link"] = "#layer-" + std::to_string(index);
  view["is_float"] = layer.action == "float";
  for (const char* verdict : {"good", "suspicious", "bad"}) {
    view[std::string("is_") + verdict] = layer.verdict == verdict;
  }
  const auto& error = layer.end_to_end ? layer.end_to_end : layer.isolated;
  view["class"] = error ? error_class(error->sqnr_db) : 0;
  view["value"] = error ? db_text(error->sqnr_db) : layer.action;
}

}  // namespace

int error_class(double sqnr_db) {
  if (sqnr_db >= 50) return 0;
  if (sqnr_db >= 40) return 1;
  if (sqnr_db >= 30) return 2;
  return sqnr_db >= 20 ? 3 : 4;
}

const char* verdict_mark(const std::string& verdict) {
  if (verdict == "good") return "●";
  if (verdict == "suspicious") return "▲";
  return verdict == "bad" ? "■" : "○";
}

View graph_view(const Report& report) {
  const GraphLayout layout = lay_out(report.nodes);
  const double text_x = x_of(layout.lane_count);
  View nodes = View::array(), edges = View::array();
  for (size_t i = 0; i < report.nodes.size(); ++i) {
    const ReportNode& node = report.nodes[i];
    for (int64_t input : node.inputs) {
      edges.push_back({{"path", edge(layout, static_cast<size_t>(input), i)}});
    }
    View view{{"x", coordinate(x_of(layout.lanes[i]))},
              {"y", coordinate(y_of(i))},
              {"name", node.name},
              {"label", label(node)},
              {"is_layer", node.layer >= 0}};
    if (node.layer >= 0) {
      add_layer(report.layers[static_cast<size_t>(node.layer)], node.layer, view);
    }
    nodes.push_back(std::move(view));
  }
  return {{"nodes", nodes},
          {"edges", edges},
          {"value_x", coordinate(text_x + 4)},
          {"text_x", coordinate(text_x + 64)},
          {"width", coordinate(text_x + 600)},
          {"height", coordinate(y_of(report.nodes.size()))}};
}

}  // namespace msquant
