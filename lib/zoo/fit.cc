#include "zoo/fit.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"

namespace msquant {
namespace {

Fit build(const Network& network, const ParameterSet& parameters, const std::string& prefix,
          const NetworkInput& input) {
  NetworkBuilder builder(std::string(network.name), parameters, prefix, input);
  Graph& graph = builder.graph();
  graph.set_outputs({network.build(builder, graph.inputs().front())});
  return {std::move(graph), builder.needs(), prefix};
}

// Whether the weight of a first convolution, [out, in, k, k], is that for images of one channel.
bool takes_grey(const Tensor* weight) {
  return weight != nullptr && weight->shape().size() == 4 && weight->shape()[1] == 1;
}

// MindSpore's optimizers keep a copy of every parameter under these scopes.
bool is_optimizer_state(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kScopes{"accum.", "moments.", "moment1.",
                                                           "moment2."};
  return std::any_of(kScopes.begin(), kScopes.end(),
                     [&](std::string_view scope) { return name.substr(0, scope.size()) == scope; });
}

// The prefix under which most of `names` are found; the shortest if there are several.
std::string find_prefix(const std::unordered_set<std::string_view>& names,
                        const ParameterSet& parameters) {
  size_t longest = 0;
  for (std::string_view name : names) longest = std::max(longest, name.size());
  std::map<std::string_view, int64_t> hits{{"", 0}};
  for (const auto& entry : parameters.entries()) {
    const std::string_view name = entry.first;
    if (is_optimizer_state(name)) continue;
    size_t start = name.size() > longest ? name.size() - longest : 0;
    for (; start < name.size(); ++start) {
      const bool starts_a_name = start == 0 || name[start - 1] == '.';
      if (starts_a_name && names.count(name.substr(start)) > 0) ++hits[name.substr(0, start)];
    }
  }
  const auto best = std::max_element(hits.begin(), hits.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second < b.second : a.first.size() > b.first.size();
  });
  return std::string(best->first);
}

// A dense layer behind a flattened image has as many columns as the image has elements there.
bool differs_in_columns_only(const Need& need) {
  return !need.is_missing() && is_floating(need.found->dtype()) && need.shape.size() == 2 &&
         need.found->shape().size() == 2 && need.shape[0] == need.found->shape()[0];
}

// "'a', 'b', 'c' and 4 more"
std::string quoted_list(const std::vector<std::string>& names) {
  constexpr size_t kShown = 5;
  std::string text;
  for (size_t i = 0; i < names.size() && i < kShown; ++i) {
    text += (i > 0 ? ", '" : "'") + names[i] + "'";
  }
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

// The entries that a mistyped parameter may be among: those the network has no other use for.
std::vector<std::string> unused_names(const Fit& fit, const ParameterSet& parameters) {
  std::unordered_set<std::string> used;
  for (const Need& need : fit.needs) used.insert(fit.prefix + need.name);
  std::vector<std::string> unused;
  for (const auto& entry : parameters.entries()) {
    if (used.count(entry.first) == 0 && !is_optimizer_state(entry.first)) {
      unused.push_back(entry.first);
    }
  }
  return unused;
}

[[noreturn]] void throw_missing(const std::string& what, const Network& network, const Fit& fit,
                                const ParameterSet& parameters, const std::string& hint) {
  std::vector<std::string> missing;
  for (const Need& need : fit.needs) {
    if (need.is_missing()) missing.push_back(fit.prefix + need.name);
  }
  throw Error(ErrorKind::kModel, what, place_of(parameters, missing.front()),
              "missing " + std::to_string(missing.size()) + " of the " +
                  std::to_string(fit.needs.size()) + " parameters of " + std::string(network.name) +
                  ": " + quoted_list(missing),
              hint.empty() ? did_you_mean(missing.front(), unused_names(fit, parameters)) : hint);
}

// The need to complain about first: a dense layer's columns may only want another image size.
const Need& worst_need(const Fit& fit) {
  auto worst = std::find_if(fit.needs.begin(), fit.needs.end(), [](const Need& need) {
    return !need.fits() && !differs_in_columns_only(need);
  });
  if (worst == fit.needs.end()) {
    worst = std::find_if(fit.needs.begin(), fit.needs.end(),
                         [](const Need& need) { return !need.fits(); });
  }
  MSQUANT_CHECK(worst != fit.needs.end());
  return *worst;
}

}  // namespace

bool Fit::is_complete() const {
  return std::all_of(needs.begin(), needs.end(), [](const Need& need) { return need.fits(); });
}

int64_t Fit::missing_count() const {
  return std::count_if(needs.begin(), needs.end(),
                       [](const Need& need) { return need.is_missing(); });
}

Fit fit_network(const Network& network, const ParameterSet& parameters, const NetworkInput& input) {
  const Fit outline = build(network, ParameterSet(), "", input);
  std::unordered_set<std::string_view> names;
  for (const Need& need : outline.needs) names.insert(need.name);
  const std::string prefix = find_prefix(names, parameters);
  NetworkInput image = input;
  if (takes_grey(parameters.find(prefix + outline.needs.front().name))) image.channels = 1;
  return build(network, parameters, prefix, image);
}

const Network* recognise(const ParameterSet& parameters) {
  const Network* best = nullptr;
  size_t best_size = 0;
  for (const Network& network : networks()) {
    const Fit fit = fit_network(network, parameters, NetworkInput());
    const bool fits_some_image =
        std::all_of(fit.needs.begin(), fit.needs.end(),
                    [](const Need& need) { return need.fits() || differs_in_columns_only(need); });
    if (fits_some_image && fit.needs.size() > best_size) {
      best = &network;
      best_size = fit.needs.size();
    }
  }
  return best;
}

void throw_misfit(const std::string& what, const Network& network, const Fit& fit,
                  const ParameterSet& parameters, const std::string& hint) {
  if (fit.missing_count() > 0) throw_missing(what, network, fit, parameters, hint);
  const Need& need = worst_need(fit);
  throw Error(ErrorKind::kModel, what, place_of(parameters, fit.prefix + need.name),
              std::string(network.name) + " expects a floating-point tensor of shape " +
                  to_string(need.shape) + ", found " + std::string(name_of(need.found->dtype())) +
                  to_string(need.found->shape()),
              differs_in_columns_only(need) ? "give the image size that the network was trained "
                                              "with: height and width in the YAML of "
                                              "--config"
                                            : hint);
}

std::string place_of(const ParameterSet& parameters, const std::string& parameter) {
  const std::string file = parameters.source().empty() ? "" : parameters.source() + ": ";
  return file + "parameter '" + parameter + "'";
}

}  // namespace msquant
