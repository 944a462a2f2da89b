// Whether two graphs compute the same, bit for bit.
#pragma once

#include <future>
#include <string>
#include <vector>

#include "data/sample_stream.h"
#include "graph/graph.h"

namespace msquant {

class ExpectedResults {
 public:
  // Runs every sample (of batch size 1) through `graph`, at its batch size: on another thread from
  // now on if `threads` allow for it, else when the results are needed. `samples` must outlive
  // this.
  ExpectedResults(Graph graph, const std::vector<ModelInputs>& samples, int threads);
  ExpectedResults(const ExpectedResults&) = delete;
  ExpectedResults& operator=(const ExpectedResults&) = delete;

  // Runs `actual` likewise, once. Throws Error(kInternal) naming what differs: the type of an input
  // or output, or the first samples and output whose bytes are not equal. Throws what the executor
  // throws for either graph.
  void require_of(const Graph& actual);

 private:
  const Graph graph_;
  const std::vector<ModelInputs>& samples_;
  const int threads_;
  std::future<std::vector<std::string>> digests_;  // of outputs, one batch after another
};

}  // namespace msquant
