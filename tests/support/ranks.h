// Several ranks in one process, each on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "comm/comm.h"

namespace msquant {

// How one rank's part of a run ended.
struct RankEnd {
  ExitStatus status = ExitStatus::kSuccess;
  std::vector<std::string> reported;  // what() of the errors that it was to report
  bool aborted = false;               // it ended all the others, too
};

// Calls `work` on `size` ranks and lets each leave, as main() does. Errors of `work` other than
// Error end the test.
std::vector<RankEnd> run_ranks(int size, const std::function<void(Comm& comm)>& work,
                               std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace msquant
