#include "msquant/resumable.h"

#include "base/error.h"

namespace msquant {

void resumable(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(error.kind(), error.message(), error.where(), error.because(),
                "the same command with --resume goes on with what is done");
  }
}

}  // namespace msquant
