// The digest of all samples of a run: whether two runs have seen the same.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "data/sample_stream.h"

namespace msquant {

class SampleDigest {
 public:
  // The same samples, to be opened as a whole. What comes out of them is remembered, as long as
  // both live.
  SampleSource watch(const SampleSource& samples);

  // SHA-256 of the inputs of all samples that came out, in their order.
  std::string hex() const;

  // Remembers a sample, unless one of its index is known.
  void add(const Batch& sample);

 private:
  mutable std::mutex mutex_;
  std::map<int64_t, std::string> digests_;  // by index
};

}  // namespace msquant
