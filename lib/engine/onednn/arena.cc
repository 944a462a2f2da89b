// Where in the arena each storage lies: the largest first, each at the lowest place that is free
// from the first to the last step that touches it.
#include <algorithm>
#include <numeric>

#include "engine/onednn/plan.h"

namespace msquant {
namespace {

constexpr int64_t kAlignment = 64;

struct Lifetime {
  int first = -1, last = -1;

  void touch(int step) {
    if (first < 0) first = step;
    last = step;
  }
  bool overlaps(const Lifetime& other) const { return first <= other.last && other.first <= last; }
};

std::vector<Lifetime> lifetimes(const Plan& plan) {
  std::vector<Lifetime> result(plan.storages.size());
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    for (const auto* ids : {&step.reads, &step.writes}) {
      for (BufferId id : *ids) {
        result[Plan::index(plan.buffers[Plan::index(id)].storage)].touch(static_cast<int>(i));
      }
    }
  }
  return result;
}

int64_t aligned(int64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// `placed` is sorted by offset.
int64_t lowest_gap(const Plan& plan, const std::vector<Lifetime>& lives,
                   const std::vector<size_t>& placed, size_t storage) {
  const int64_t bytes = aligned(plan.storages[storage].bytes);
  int64_t offset = 0;
  for (size_t other : placed) {
    if (!lives[storage].overlaps(lives[other])) continue;
    if (offset + bytes <= plan.storages[other].offset) break;
    offset = std::max(offset, plan.storages[other].offset + aligned(plan.storages[other].bytes));
  }
  return offset;
}

}  // namespace

void place_storages(Plan& plan) {
  const std::vector<Lifetime> lives = lifetimes(plan);
  std::vector<size_t> order(plan.storages.size()), placed;
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return plan.storages[a].bytes > plan.storages[b].bytes;
  });
  for (size_t i : order) {
    Storage& storage = plan.storages[i];
    if (lives[i].first < 0) storage.constant.reset();
    if (lives[i].first < 0 || storage.kind != StorageKind::kArena) continue;
    storage.offset = lowest_gap(plan, lives, placed, i);
    plan.arena_bytes = std::max(plan.arena_bytes, storage.offset + aligned(storage.bytes));
    const auto after = [&](size_t a, size_t b) {
      return plan.storages[a].offset < plan.storages[b].offset;
    };
    placed.insert(std::upper_bound(placed.begin(), placed.end(), i, after), i);
  }
}

}  // namespace msquant
