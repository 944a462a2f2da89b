// Which samples of a data set are used where not all are.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace msquant {

// Indexes of `count` samples whose labels are given, round-robin over the labels, so that every
// class is seen, and evenly spaced within each label, because neighbours in a sorted folder are
// often alike. With `seed` each class is shuffled first. Deterministic on every platform. Returns
// all if there are fewer.
std::vector<int64_t> pick_samples(const std::vector<int>& labels, int64_t count,
                                  std::optional<uint64_t> seed);

// All indexes, in order.
std::vector<int64_t> all_samples(int64_t count);

}  // namespace msquant
