// Who works on the samples of a run.
#pragma once

#include "comm/comm.h"

namespace msquant {

// The threads of this process, and the ranks that each take a part of the samples.
struct Workers {
  // NOLINTNEXTLINE(google-explicit-constructor): a number of threads, of a process that works
  // alone.
  Workers(int thread_count, Comm& ranks = serial_comm()) : threads(thread_count), comm(ranks) {}

  int threads;
  Comm& comm;
};

}  // namespace msquant
