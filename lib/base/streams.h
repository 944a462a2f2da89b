// Work done by several threads side by side.
#pragma once

#include <functional>

namespace msquant {

// Calls work(0) … work(count - 1), each on a thread of its own, and waits for all. If one throws,
// the first one's exception is thrown again here, after the others have ended.
void run_streams(int count, const std::function<void(int stream)>& work);

// From now on SIGINT, SIGTERM and SIGHUP ask for an orderly stop instead of ending the process.
void catch_interrupts();

// Throws Error(kInterrupted) if a stop was asked for. Long loops call it once an image.
void throw_if_interrupted();

}  // namespace msquant
