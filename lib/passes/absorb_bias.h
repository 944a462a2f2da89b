// BiasAdd (or Add of a constant vector) behind a convolution or matrix product becomes its bias
// input, so that every later pass knows one form only.
#pragma once

#include "graph/graph.h"

namespace msquant {

void absorb_bias(Graph& graph);

}  // namespace msquant
