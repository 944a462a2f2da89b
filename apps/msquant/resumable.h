// Work of which an interruption leaves something to go on from.
#pragma once

#include <string>

#include "base/error.h"

namespace msquant {

// Runs `work`. If it is interrupted, the error's hint says how to go on.
template <class Work>
auto resumable(const std::string& hint, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(error.kind(), error.message(), error.where(), error.because(), hint);
  }
}

}  // namespace msquant
