// How much memory a calibration takes, before it starts.
#pragma once

#include <cstdint>

#include "calibrate/observe.h"
#include "graph/graph.h"
#include "pipeline/methods.h"

namespace msquant {

struct MemoryNeed {
  int64_t fixed = 0;       // bytes, whatever the number of streams
  int64_t per_stream = 0;  // bytes for each

  int64_t of(int streams) const { return fixed + streams * per_stream; }
};

// What calibrating a model prepared for quantization takes, and writing the result: its weights as
// they are, as corrections leave them and as the engine packs them, also of the simulated network
// beside the float one; the activations that live at the same time; statistics; what rounding
// remembers of the largest layer; and the program itself. An estimate.
MemoryNeed calibration_memory(const Graph& prepared, const CalibrationMethods& methods,
                              Histograms histograms);

// The most streams, `wanted` at most, with which the need stays below `limit` bytes. Throws
// Error(kUsage) saying what would be needed if even one is too many.
int streams_within(int64_t limit, const MemoryNeed& need, int wanted);

// From now on memory beyond `limit` bytes is refused: what needs more fails instead of taking it.
void enforce_memory_limit(int64_t limit);

}  // namespace msquant
