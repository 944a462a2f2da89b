// Samples seen again by one correction after another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "calibrate/correction.h"
#include "calibrate/probe.h"

namespace msquant {

// As probe_samples(), with the context's samples and memory: if the values of all probes follow
// from what is remembered, only that part of the graphs is run. If they do not, all samples are
// run, and what the probes see is remembered, as far as there is room.
int64_t recall_samples(const std::vector<Probe>& probes, const CorrectionContext& context,
                       const std::string& step,
                       const std::function<void(const Sight& sight)>& visit);

}  // namespace msquant
