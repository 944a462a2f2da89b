// Runs a graph on samples and measures how far values of it are from others.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/events.h"
#include "data/sample_stream.h"
#include "evaluate/deviation.h"
#include "graph/graph.h"

namespace msquant {

// What an activation looks like to its quantization.
struct Clipping {
  QuantParams params;   // per tensor
  int64_t count = 0;    // finite elements
  int64_t clipped = 0;  // elements whose integer lies outside int8
  float min = 0, max = 0;

  void add(Span<const float> elements);
  void merge(const Clipping& other);
  double share() const {
    return count == 0 ? 0 : static_cast<double>(clipped) / static_cast<double>(count);
  }
};

// Two floating-point values of one graph; `slot` says which sum they count in.
struct ValuePair {
  size_t slot = 0;
  ValueId expected = kNoId, actual = kNoId;
};

struct CompareRequest {
  Graph graph;  // of batch size 1; its outputs do not matter
  std::vector<ValuePair> pairs;
  size_t slots = 0;
  std::map<ValueId, Clipping> clippings;  // of float32 values; counted where `params` are set
};

struct CompareResult {
  int64_t images = 0;
  std::vector<Deviation> deviations;  // by slot
  std::map<ValueId, Clipping> clippings;
};

// Runs all samples (one in a batch) through what the pairs and clippings need of the graph, in
// `threads` streams. Memory does not grow with the number of samples, and the result does not
// depend on `threads`. `step` names the progress.
CompareResult compare(const CompareRequest& request, SampleStream& samples, int threads,
                      const std::string& step, Events& events);

}  // namespace msquant
