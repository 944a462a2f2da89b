#include "report/graph_layout.h"

#include <algorithm>

namespace msquant {
namespace {

// The last node that uses each node's output, or the node itself.
std::vector<size_t> last_uses(const std::vector<ReportNode>& nodes) {
  std::vector<size_t> last(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) {
    last[i] = i;
    for (int64_t input : nodes[i].inputs) last[static_cast<size_t>(input)] = i;
  }
  return last;
}

class Lanes {
 public:
  void release(int lane) { taken_[static_cast<size_t>(lane)] = false; }

  int take_leftmost() {
    const auto free = std::find(taken_.begin(), taken_.end(), false);
    const auto lane = static_cast<int>(free - taken_.begin());
    if (free == taken_.end()) taken_.push_back(true);
    taken_[static_cast<size_t>(lane)] = true;
    return lane;
  }

  int count() const { return static_cast<int>(taken_.size()); }

 private:
  std::vector<bool> taken_;
};

}  // namespace

GraphLayout lay_out(const std::vector<ReportNode>& nodes) {
  const std::vector<size_t> last = last_uses(nodes);
  GraphLayout layout;
  Lanes lanes;
  for (size_t i = 0; i < nodes.size(); ++i) {
    for (int64_t input : nodes[i].inputs) {
      const auto before = static_cast<size_t>(input);
      if (last[before] == i) lanes.release(layout.lanes[before]);
    }
    layout.lanes.push_back(lanes.take_leftmost());
    if (last[i] == i) lanes.release(layout.lanes.back());
  }
  layout.lane_count = lanes.count();
  return layout;
}

}  // namespace msquant
