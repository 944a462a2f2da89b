// Looks at values inside graphs while calibration samples run through them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/events.h"
#include "base/in_order.h"
#include "base/streams.h"
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

// Runs all samples in `threads` streams and returns their number. Each stream calls `make_look` for
// what its own thread makes of a sample; `visit` gets the results one at a time, in the order of
// the samples, so that what it sums up does not depend on `threads`.
template <class T>
int64_t visit_samples(const SampleSource& samples, const ProbeOptions& options, Events& events,
                      const std::function<std::function<T(const Batch&)>()>& make_look,
                      const std::function<void(const T&)>& visit) {
  const std::unique_ptr<SampleStream> stream = samples();
  int64_t count = 0;
  InOrder<T> results([&](const T& result) {
    visit(result);
    ++count;
  });
  run_streams(options.threads, [&](int) {
    const auto look = make_look();
    while (const auto batch = stream->next()) {
      throw_if_interrupted();
      results.add(batch->index, look(*batch));
      events.progress(options.step, batch->index + 1, stream->sample_count());
    }
  });
  return count;
}

// Runs all samples through the probes' graphs, only as far as the values need it, and calls `visit`
// as above.
int64_t probe_samples(const std::vector<Probe>& probes, const SampleSource& samples,
                      const ProbeOptions& options, Events& events,
                      const std::function<void(const Sight& sight)>& visit);

}  // namespace msquant
