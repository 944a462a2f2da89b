#include "msquant/plan_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "msquant/units.h"

namespace msquant {
namespace {

std::string action(const PlannedLayer& layer) { return layer.methods ? "int8" : "float"; }

std::string methods_text(const LayerMethods& methods) {
  return fmt::format("{}{}, weights {} per {}", methods.activation.estimator,
                     methods.activation.options.asymmetric ? "" : " symmetric",
                     methods.weight.method, methods.weight.channel_wise ? "channel" : "tensor");
}

std::string row(size_t width, const std::string& name, const std::string& action,
                const std::string& before, const std::string& after, const std::string& why) {
  return fmt::format("{:<{}}  {:<6} {:>10} {:>10}  {}\n", name, width, action, before, after, why);
}

// A weight that is no constant has no size of its own.
std::string weight_text(int64_t bytes) { return bytes == 0 ? "-" : size_text(bytes); }

}  // namespace

std::string plan_table(const std::vector<PlannedLayer>& plan) {
  size_t width = 10;
  for (const PlannedLayer& layer : plan) width = std::max(width, layer.name.size());
  std::string text = row(width, "layer", "action", "weight", "after", "how, or why not");
  for (const PlannedLayer& layer : plan) {
    text += row(width, layer.name, action(layer), weight_text(layer.bytes_before),
                weight_text(layer.bytes_after),
                layer.methods ? methods_text(*layer.methods) : layer.reason);
  }
  return text;
}

Json plan_json(const std::vector<PlannedLayer>& plan) {
  Json list = Json::array();
  for (const PlannedLayer& layer : plan) {
    Json item{{"name", layer.name},
              {"operator", layer.op},
              {"action", action(layer)},
              {"bytes_before", layer.bytes_before},
              {"bytes_after", layer.bytes_after}};
    if (layer.methods) {
      item["activation"] = layer.methods->activation.estimator;
      item["activation_offset"] = layer.methods->activation.options.asymmetric;
      item["weights"] = layer.methods->weight.method;
      item["channel_wise"] = layer.methods->weight.channel_wise;
    } else {
      item["reason"] = layer.reason;
    }
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace msquant
