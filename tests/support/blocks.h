// Small networks with the blocks of modern architectures, with fixed weights.
#pragma once

#include "graph/graph.h"

namespace msquant {

// All take x[1,3,16,16] and give [1,10].

// A convolution whose channels are gated by what their own means say, with HardSwish and
// HardSigmoid.
Graph squeeze_and_excitation();

// Patches as tokens, layer normalization, attention of four heads, GELU.
Graph attention();

// A fine and a coarse scale, the coarse one resized to the fine one's size and concatenated.
Graph detection_neck();

}  // namespace msquant
