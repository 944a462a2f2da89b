#include "data/pick_samples.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <utility>

namespace msquant {
namespace {

using Indexes = std::vector<int64_t>;

// std::shuffle and std::uniform_int_distribution differ between standard libraries.
void shuffle(Indexes& samples, std::mt19937_64& random) {
  for (size_t i = samples.size(); i > 1; --i) std::swap(samples[i - 1], samples[random() % i]);
}

// Whose turn it is, `count` times: every label that has samples left, in order, again and again.
std::vector<int> round_robin(const std::map<int, Indexes>& by_label, size_t count) {
  std::vector<int> turns;
  for (size_t round = 0; turns.size() < count; ++round) {
    for (const auto& [label, samples] : by_label) {
      if (round < samples.size() && turns.size() < count) turns.push_back(label);
    }
  }
  return turns;
}

}  // namespace

std::vector<int64_t> pick_samples(const std::vector<int>& labels, int64_t count,
                                  std::optional<uint64_t> seed) {
  std::map<int, Indexes> by_label;
  for (size_t i = 0; i < labels.size(); ++i) {
    by_label[labels[i]].push_back(static_cast<int64_t>(i));
  }
  if (seed) {
    std::mt19937_64 random(*seed);
    for (auto& [label, samples] : by_label) shuffle(samples, random);
  }
  const auto wanted =
      static_cast<size_t>(std::clamp<int64_t>(count, 0, static_cast<int64_t>(labels.size())));
  const std::vector<int> turns = round_robin(by_label, wanted);
  std::map<int, size_t> share, taken;
  for (int label : turns) ++share[label];
  Indexes picked;
  picked.reserve(wanted);
  for (int label : turns) {
    const Indexes& samples = by_label[label];
    picked.push_back(samples[taken[label]++ * samples.size() / share[label]]);
  }
  return picked;
}

std::vector<int64_t> all_samples(int64_t count) {
  Indexes all(static_cast<size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

}  // namespace msquant
