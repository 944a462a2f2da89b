// The network as the report draws it.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "report/report.h"

namespace msquant {

// Every node after its inputs; a function of one element that alone uses a node's output is part of
// that node. `layers` are those of the report.
std::vector<ReportNode> node_reports(const Graph& graph, const std::vector<ReportLayer>& layers);

}  // namespace msquant
