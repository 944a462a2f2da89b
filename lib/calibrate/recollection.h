// What samples did in a graph, kept for the next correction that looks at them.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace msquant {

// The tensors of one value, one for each sample.
using Column = std::vector<Tensor>;

// Takes no more than kMostBytes, however many samples there are.
class Recollection {
 public:
  static constexpr int64_t kMostBytes = int64_t{32} << 20;

  // Whether there is room for `values` of that many samples; and takes it.
  bool fits(const Graph& graph, const std::vector<ValueId>& values, int64_t samples) const;
  bool reserve(const Graph& graph, const std::vector<ValueId>& values, int64_t samples);

  // Keeps what `graph`, as it is now, made of all samples: a column for each of `values`, in room
  // that was reserved.
  void keep(const Graph& graph, const std::vector<ValueId>& values, std::vector<Column> columns);

  // The kept values that are still what `graph` makes of the samples, because nothing that they
  // depend on has changed since. The graph has the same nodes by the same ids as those that were
  // kept from; corrections change constants, parameters of FakeQuants, and which values are used.
  std::map<ValueId, const Column*> known(const Graph& graph) const;

 private:
  struct Memory {
    Graph graph;
    std::vector<ValueId> values;
    std::vector<Column> columns;
  };

  std::list<Memory> memories_;
  int64_t bytes_ = 0;
};

}  // namespace msquant
