// What one sample contributes to an evaluation. Kept apart and added in the order of the samples,
// so that sums do not depend on which stream or rank saw which sample.
#pragma once

#include <cstdint>
#include <vector>

#include "comm/comm.h"
#include "evaluate/deviation.h"

namespace msquant {

struct SampleOutcome {
  bool seen = false, agrees = false;
  int label = -1;
  int64_t reference_rank = 0, quantized_rank = 0;
  std::vector<Deviation> outputs;
};

// The outcomes of all ranks on every rank, those of the lowest first.
std::vector<SampleOutcome> gathered(std::vector<SampleOutcome> mine, Comm& comm);

}  // namespace msquant
