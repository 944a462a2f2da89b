#include "tune/fallback_search.h"

#include <numeric>

namespace msquant {
namespace {

FloatRanks worst(size_t count) {
  FloatRanks ranks(count);
  std::iota(ranks.begin(), ranks.end(), size_t{0});
  return ranks;
}

FloatRanks without(FloatRanks ranks, size_t position) {
  ranks.erase(ranks.begin() + static_cast<std::ptrdiff_t>(position));
  return ranks;
}

}  // namespace

bool search_fallback(size_t count, const Attempt& attempt) {
  size_t missed = 0, met = count;  // with so many of the worst layers in float
  const auto all_quantized = attempt({});
  if (!all_quantized || *all_quantized) return all_quantized.has_value();
  while (met - missed > 1) {
    const size_t middle = missed + (met - missed) / 2;
    const auto is_met = attempt(worst(middle));
    if (!is_met) return false;
    (*is_met ? met : missed) = middle;
  }
  if (met >= count) return true;  // not even with one layer quantized
  FloatRanks ranks = worst(met);
  for (size_t i = met; i-- > 0;) {
    const auto is_met = attempt(without(ranks, i));
    if (!is_met) return false;
    if (*is_met) ranks = without(ranks, i);
  }
  return true;
}

}  // namespace msquant
