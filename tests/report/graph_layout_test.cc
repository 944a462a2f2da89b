#include "report/graph_layout.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

std::vector<ReportNode> nodes_of(const std::vector<std::vector<int64_t>>& inputs) {
  std::vector<ReportNode> nodes;
  for (const auto& each : inputs) nodes.push_back({"", "", {}, each, -1});
  return nodes;
}

}  // namespace

TEST_CASE("a chain has one lane") {
  const GraphLayout layout = lay_out(nodes_of({{}, {0}, {1}}));
  CHECK(layout.lanes == std::vector<int>{0, 0, 0});
  CHECK(layout.lane_count == 1);
}

TEST_CASE("a branch stands beside its shortcut and joins it") {
  // x → conv1 → conv2 → add, x → add
  const GraphLayout layout = lay_out(nodes_of({{}, {0}, {1}, {2, 0}, {3}}));
  CHECK(layout.lanes == std::vector<int>{0, 1, 1, 0, 0});
}

TEST_CASE("no node stands where a value passes") {
  // Values 0, 1 and 2 are all alive until node 5; 3 and 4 come and go beside them.
  const std::vector<ReportNode> nodes = nodes_of({{}, {}, {}, {0}, {3}, {0, 1, 2, 4}});
  const GraphLayout layout = lay_out(nodes);
  CHECK(layout.lanes == std::vector<int>{0, 1, 2, 3, 3, 0});
  CHECK(layout.lane_count == 4);
}

TEST_CASE("nothing is laid out as nothing") { CHECK(lay_out({}).lane_count == 0); }
