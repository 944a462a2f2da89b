// How much memory a calibration takes, before it starts.
#pragma once

#include <cstdint>

#include "graph/graph.h"

namespace msquant {

struct MemoryNeed {
  int64_t fixed = 0;       // bytes, whatever the number of streams
  int64_t per_stream = 0;  // bytes for each
};

// What running images through a model prepared for quantization takes: its weights as they are and
// as the engine packs them, the activations that live at the same time, statistics, and the program
// itself. An estimate; what corrections remember of the images is not in it.
MemoryNeed calibration_memory(const Graph& prepared);

// The most streams, `wanted` at most, with which the need stays below `limit` bytes. Throws
// Error(kUsage) saying what would be needed if even one is too many.
int streams_within(int64_t limit, const MemoryNeed& need, int wanted);

// From now on memory beyond `limit` bytes is refused: what needs more fails instead of taking it.
void enforce_memory_limit(int64_t limit);

}  // namespace msquant
