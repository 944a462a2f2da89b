// What ranks have seen of the same things, brought together.
#pragma once

#include <string>
#include <string_view>

#include "comm/comm.h"

namespace msquant {

// What all ranks have seen of the same values, on every rank: `mine` maps values to statistics that
// can be merged in any order and turned into bytes. `step` names the meeting.
template <class Map>
Map merged_over_ranks(Map mine, const std::string& step, Comm& comm) {
  if (comm.size() == 1) return mine;
  const auto to_bytes = [](const Map& stats) {
    std::string bytes;
    for (const auto& [unused, each] : stats) each.put_into(bytes);
    return bytes;
  };
  const auto from_bytes = [&](std::string_view bytes) {
    Map stats;
    for (const auto& [value, unused] : mine) {
      stats.emplace(value, Map::mapped_type::taken_from(bytes));
    }
    return stats;
  };
  return from_bytes(comm.all_reduce(step, to_bytes(mine),
                                    [&](const std::string& lower, const std::string& higher) {
                                      Map merged = from_bytes(lower);
                                      for (const auto& [value, each] : from_bytes(higher))
                                        merged.at(value).merge(each);
                                      return to_bytes(merged);
                                    }));
}

}  // namespace msquant
