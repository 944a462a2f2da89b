#include "analyze/verdict.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "base/error.h"

namespace msquant {
namespace {

double sqnr(const LayerError& error, View view) {
  const auto& deviation = error.view(view);
  return deviation ? deviation->sqnr_db() : std::numeric_limits<double>::infinity();
}

View deciding_view(const LayerError& error) {
  for (View view : {View::kEndToEnd, View::kIsolated}) {
    if (error.view(view)) return view;
  }
  return View::kAccumulated;
}

// Smallest first.
using Key = std::function<double(const LayerError&)>;

struct Order {
  std::string_view name;
  Key key;
};

const std::vector<Order>& orders() {
  static const std::vector<Order> kOrders = [] {
    std::vector<Order> result{
        {"worst", [](const LayerError& e) { return sqnr(e, deciding_view(e)); }}};
    for (const ViewInfo& info : kViews) {
      result.push_back({info.name, [&info](const LayerError& e) { return sqnr(e, info.view); }});
    }
    result.push_back({"clipped", [](const LayerError& e) { return -e.input.share(); }});
    result.push_back({"network", [](const LayerError&) { return 0.0; }});
    return result;
  }();
  return kOrders;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  constexpr std::string_view kNames[] = {"good", "suspicious", "bad"};
  return kNames[static_cast<size_t>(verdict)];
}

Verdict verdict_of(const LayerError& error) {
  Verdict worst = Verdict::kGood;
  for (const ViewInfo& info : kViews) {
    const double db = sqnr(error, info.view);
    const Verdict verdict = db >= info.good_from         ? Verdict::kGood
                            : db >= info.suspicious_from ? Verdict::kSuspicious
                                                         : Verdict::kBad;
    worst = std::max(worst, verdict);
  }
  return worst;
}

const std::vector<std::string_view>& sort_orders() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const Order& order : orders()) names.push_back(order.name);
    return names;
  }();
  return kNames;
}

std::vector<const LayerError*> sorted(const std::vector<LayerError>& layers,
                                      std::string_view order) {
  const auto found = std::find_if(orders().begin(), orders().end(),
                                  [&](const Order& o) { return o.name == order; });
  MSQUANT_CHECK(found != orders().end());
  std::vector<const LayerError*> result;
  for (const LayerError& layer : layers) result.push_back(&layer);
  std::stable_sort(result.begin(), result.end(), [&](const LayerError* a, const LayerError* b) {
    return found->key(*a) < found->key(*b);
  });
  return result;
}

}  // namespace msquant
