#include "base/streams.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <future>
#include <mutex>
#include <vector>

#include "base/error.h"

namespace msquant {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

// Streams that run side by side, until the first of them fails.
class Group {
 public:
  // Of the stream that this thread is.
  static thread_local const Group* current;

  bool has_failed() const { return has_failed_; }

  void run(const std::function<void(int)>& work, int stream) {
    current = this;
    try {
      work(stream);
    } catch (...) {
      if (!has_failed_.exchange(true)) failure_ = std::current_exception();
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::atomic<bool> has_failed_{false};
  std::exception_ptr failure_;
};
thread_local const Group* Group::current = nullptr;

void request_stop(int signal) {
  stop_requested = 1;
  // A second one ends the process at once.
  std::signal(signal, SIG_DFL);
}

}  // namespace

void run_streams(int count, const std::function<void(int)>& work) {
  Group group;
  std::vector<std::future<void>> streams;
  for (int i = 0; i < count; ++i) {
    streams.push_back(std::async(std::launch::async, [&, i] { group.run(work, i); }));
  }
  for (auto& stream : streams) stream.get();
  group.rethrow();
}

void run_shared(int threads, size_t count, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  std::mutex failing;
  size_t failed = count;
  std::exception_ptr failure;
  const auto share = [&](int) {
    for (size_t item = next++; item < count; item = next++) {
      try {
        work(item);
      } catch (...) {
        next = count;
        const std::lock_guard<std::mutex> lock(failing);
        if (item >= failed) continue;
        failed = item;
        failure = std::current_exception();
      }
    }
  };
  const auto useful = std::min(static_cast<size_t>(std::max(threads, 1)), count);
  useful > 1 ? run_streams(static_cast<int>(useful), share) : share(0);
  if (failure) std::rethrow_exception(failure);
}

void catch_interrupts() {
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  // The end of the terminal; nohup has it ignored.
  if (std::signal(SIGHUP, request_stop) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  // A file that reaches ulimit -f: write() says so, too.
  std::signal(SIGXFSZ, SIG_IGN);
}

void throw_if_interrupted() {
  if (stop_requested != 0) {
    throw Error(ErrorKind::kInterrupted, "interrupted", "",
                "a signal asked for it; every file is complete or as it was");
  }
  if (Group::current != nullptr && Group::current->has_failed()) {
    throw Error(ErrorKind::kInterrupted, "interrupted", "", "a stream beside this one has failed");
  }
}

}  // namespace msquant
