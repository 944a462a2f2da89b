// Runs rewrites of a graph one at a time, each checked before the next begins.
#pragma once

#include <functional>
#include <string_view>

#include "graph/graph.h"

namespace msquant {

// Applies `rewrite`, verifies the graph after it and logs how long it took under `name`.
void run_pass(std::string_view name, Graph& graph, const std::function<void(Graph&)>& rewrite);

}  // namespace msquant
