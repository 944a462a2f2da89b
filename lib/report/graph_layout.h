// Where the nodes of a network stand in a drawing of one row a node, as a version history is drawn:
// a value runs down the lane of the node that makes it until its last use.
#pragma once

#include <vector>

#include "report/report.h"

namespace msquant {

struct GraphLayout {
  std::vector<int> lanes;  // of each node; its row is its index
  int lane_count = 0;
};

// No node stands in a lane that a value passes at that row. `nodes` stand after their inputs.
GraphLayout lay_out(const std::vector<ReportNode>& nodes);

}  // namespace msquant
