#include "msquant/analysis_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace msquant {
namespace {

// The real numbers that the integers of an activation reach.
std::array<double, 2> range_of(const QuantParams& params) {
  const double scale = params.scale[0];
  return {scale * (kQuantMin - params.zero_point[0]), scale * (kQuantMax - params.zero_point[0])};
}

bool is_measured(const LayerErrors& errors, View view) {
  return !errors.layers.empty() && errors.layers.front().view(view).has_value();
}

std::vector<ViewInfo> measured_views(const LayerErrors& errors) {
  std::vector<ViewInfo> views;
  for (const ViewInfo& info : kViews) {
    if (is_measured(errors, info.view)) views.push_back(info);
  }
  return views;
}

size_t name_width(const LayerErrors& errors) {
  size_t width = std::string("layer").size();
  for (const LayerError& layer : errors.layers) width = std::max(width, layer.layer.size());
  return width;
}

std::string deviation_text(const Deviation& deviation) {
  return fmt::format(" {:>8.2f} dB {:>8.5f}", deviation.sqnr_db(), deviation.cosine());
}

std::string head(size_t width, const std::vector<ViewInfo>& views) {
  std::string text = fmt::format("{:<{}}", "layer", width);
  for (const ViewInfo& info : views) text += fmt::format(" {:>11} {:>8}", info.name, "cosine");
  return text + fmt::format(" {:>9} {:>20} {:>20}  verdict\n", "clipped", "range", "seen");
}

std::string span_text(double min, double max) { return fmt::format("{:.4g} … {:.4g}", min, max); }

std::string row(size_t width, const LayerError& error, const std::vector<ViewInfo>& views) {
  const auto [low, high] = range_of(error.input.params);
  std::string text = fmt::format("{:<{}}", error.layer, width);
  for (const ViewInfo& info : views) text += deviation_text(*error.view(info.view));
  return text + fmt::format(" {:>7.3f} % {:>20} {:>20}  {}\n", 100 * error.input.share(),
                            span_text(low, high), span_text(error.input.min, error.input.max),
                            name_of(verdict_of(error)));
}

std::string thresholds_text(const std::vector<ViewInfo>& views) {
  std::string text;
  for (const ViewInfo& info : views) {
    text += fmt::format("{}{} {} and {} dB", text.empty() ? "" : ", ", info.name, info.good_from,
                        info.suspicious_from);
  }
  return text;
}

std::string summary(const LayerErrors& errors, const std::vector<ViewInfo>& views) {
  std::array<int, 3> counts{};
  for (const LayerError& layer : errors.layers) ++counts[static_cast<size_t>(verdict_of(layer))];
  return fmt::format(
      "{} layers on {} images: {} good, {} suspicious, {} bad (good and suspicious from: {})\n",
      errors.layers.size(), errors.images, counts[0], counts[1], counts[2], thresholds_text(views));
}

// JSON has no infinity; null stands for values that are equal.
Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json deviation_json(const Deviation& deviation) {
  return {{"sqnr_db", finite_or_null(deviation.sqnr_db())}, {"cosine", deviation.cosine()}};
}

Json layer_json(const LayerError& error) {
  const auto [low, high] = range_of(error.input.params);
  Json json{{"layer", error.layer}, {"operator", name_of(error.kind)}};
  for (const ViewInfo& info : kViews) {
    const auto& deviation = error.view(info.view);
    if (deviation) json[std::string(info.name)] = deviation_json(*deviation);
  }
  json["clipped_percent"] = 100 * error.input.share();
  json["range"] = {low, high};
  json["seen"] = {error.input.min, error.input.max};
  json["verdict"] = name_of(verdict_of(error));
  return json;
}

}  // namespace

std::string analysis_table(const LayerErrors& errors, const std::string& order) {
  const std::vector<ViewInfo> views = measured_views(errors);
  const size_t width = name_width(errors);
  std::string text = head(width, views);
  for (const LayerError* layer : sorted(errors.layers, order)) text += row(width, *layer, views);
  text += summary(errors, views);
  if (errors.sources.empty()) return text;
  text += fmt::format("\n{:<17} {:>11} {:>8}\n", "at the output", "SQNR", "cosine");
  for (const NoiseSource& source : errors.sources) {
    text += fmt::format("{:<17}{}\n", source.name, deviation_text(source.output));
  }
  return text;
}

Json analysis_json(const LayerErrors& errors, const std::string& order,
                   const std::vector<std::string>& suggested) {
  Json layers = Json::array(), sources = Json::array(), thresholds;
  for (const LayerError* layer : sorted(errors.layers, order)) layers.push_back(layer_json(*layer));
  for (const NoiseSource& source : errors.sources) {
    Json json{{"source", source.name}};
    json.update(deviation_json(source.output));
    sources.push_back(json);
  }
  for (const ViewInfo& info : measured_views(errors)) {
    thresholds[std::string(info.name)] = {{"good_from_db", info.good_from},
                                          {"suspicious_from_db", info.suspicious_from}};
  }
  return {{"images", errors.images},
          {"layers", layers},
          {"sources", sources},
          {"thresholds", thresholds},
          {"suggested_float_layers", suggested}};
}

std::string suggestion_text(const std::vector<std::string>& layers) {
  std::string text = "\nfor quant_config.json:\n";
  for (const std::string& layer : layers) {
    text += fmt::format("    {}: {{\"quant\": false}},\n", Json(layer).dump());
  }
  return text;
}

}  // namespace msquant
