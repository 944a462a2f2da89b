// Work done by several threads side by side.
#pragma once

#include <cstddef>
#include <functional>

namespace msquant {

// Calls work(0) … work(count - 1), each on a thread of its own, and waits for all. If one throws,
// its exception is thrown again here, after the others have ended: throw_if_interrupted() ends
// them.
void run_streams(int count, const std::function<void(int stream)>& work);

// Calls work(0) … work(count - 1), begun in that order, shared out among `threads` threads. If one
// throws, no further ones are begun, and the exception of the first one in that order is thrown
// again here.
void run_shared(int threads, size_t count, const std::function<void(size_t item)>& work);

// From now on SIGINT, SIGTERM and SIGHUP ask for an orderly stop instead of ending the process.
void catch_interrupts();

// Throws Error(kInterrupted) if a stop was asked for, or if another stream of the same
// run_streams() has thrown. Long loops call it once an image.
void throw_if_interrupted();

}  // namespace msquant
