// The rows of the report's table of layers.
#pragma once

#include <vector>

#include "report/assemble.h"

namespace msquant {

// Every convolution and matrix product, in the order of the graph's nodes.
std::vector<ReportLayer> layer_reports(const RunFindings& findings);

}  // namespace msquant
