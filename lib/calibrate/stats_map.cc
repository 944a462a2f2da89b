#include "calibrate/stats_map.h"

#include <string>
#include <string_view>

namespace msquant {
namespace {

std::string to_bytes(const StatsMap& stats) {
  std::string bytes;
  for (const auto& [unused, observed] : stats) observed.put_into(bytes);
  return bytes;
}

// Of the values of `like`.
StatsMap from_bytes(std::string_view bytes, const StatsMap& like) {
  StatsMap stats;
  for (const auto& [value, unused] : like) stats.emplace(value, TensorStats::taken_from(bytes));
  return stats;
}

}  // namespace

StatsMap merged_over_ranks(StatsMap mine, Comm& comm) {
  if (comm.size() == 1) return mine;
  const std::string all = comm.all_reduce(
      "calibrate", to_bytes(mine), [&](const std::string& lower, const std::string& higher) {
        StatsMap merged = from_bytes(lower, mine);
        for (const auto& [value, observed] : from_bytes(higher, mine)) {
          merged.at(value).merge(observed);
        }
        return to_bytes(merged);
      });
  return from_bytes(all, mine);
}

}  // namespace msquant
