// Looks at values inside graphs while calibration samples run through them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/events.h"
#include "data/sample_stream.h"
#include "graph/graph.h"

namespace msquant {

// Values of one graph to look at: float32 and no constants.
struct Probe {
  const Graph& graph;
  std::vector<ValueId> values;
};

// What probes saw of one sample: for each probe its values in order, tensors in C order.
using Sight = std::vector<std::vector<Tensor>>;

struct ProbeOptions {
  int threads = 1;
  std::string step;  // name of the progress
};

// Runs all samples through the probes' graphs, in `threads` streams and only as far as the values
// need it, and calls `visit` for one sample at a time, in their order. So sums taken by
// `visit` do not depend on `threads`. Returns the number of samples.
int64_t probe_samples(const std::vector<Probe>& probes, const SampleSource& samples,
                      const ProbeOptions& options, Events& events,
                      const std::function<void(const Sight& sight)>& visit);

}  // namespace msquant
