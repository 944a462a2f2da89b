#include "report/node_reports.h"

#include <catch2/catch.hpp>

#include "passes/prepare.h"
#include "support/models.h"

using namespace msquant;

TEST_CASE("nodes follow their inputs, functions are part of what they follow") {
  Graph graph = residual_block();
  prepare(graph, true);
  ReportLayer conv2;
  conv2.name = "conv2";
  const std::vector<ReportNode> nodes = node_reports(graph, {conv2});
  std::vector<std::string> names;
  for (const ReportNode& node : nodes) names.push_back(node.name);
  // By hand: x → conv1 (+ Relu) → conv2; x → downsample.0; their sum (+ Relu).
  REQUIRE(nodes.size() == 5);
  CHECK(nodes[0].type == "input");
  CHECK(nodes[1].name == "conv1");
  CHECK(nodes[1].followed_by == std::vector<std::string>{"Relu"});
  CHECK(nodes[1].layer == -1);
  CHECK(nodes[2].name == "conv2");
  CHECK(nodes[2].layer == 0);
  CHECK(nodes[3].inputs == std::vector<int64_t>{0});
  CHECK(nodes[4].type == "Add");
  CHECK(nodes[4].inputs == std::vector<int64_t>{2, 3});
  CHECK(nodes[4].followed_by == std::vector<std::string>{"Relu"});
}
