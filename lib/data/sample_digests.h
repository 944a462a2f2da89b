// Digests of the samples of a run: whether two runs have seen the same.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "data/sample_stream.h"

namespace msquant {

class SampleDigests {
 public:
  // The same samples, to be opened as a whole. What comes out of them is remembered, as long as
  // both live.
  SampleSource watch(const SampleSource& samples);

  // SHA-256 of the inputs of each sample that came out, in their order.
  std::vector<std::string> all() const;

  // Remembers a sample, unless one of its index is known.
  void add(const Batch& sample);

 private:
  mutable std::mutex mutex_;
  std::map<int64_t, std::string> digests_;  // by index
};

// Whether `samples` are those of which another run has remembered the digests. Takes them out up to
// the first that differs.
bool are_same(SampleStream& samples, const std::vector<std::string>& digests);

}  // namespace msquant
