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

void request_stop(int signal) {
  stop_requested = 1;
  // A second one ends the process at once.
  std::signal(signal, SIG_DFL);
}

}  // namespace

void run_streams(int count, const std::function<void(int)>& work) {
  std::vector<std::future<void>> streams;
  for (int i = 0; i < count; ++i) streams.push_back(std::async(std::launch::async, work, i));
  for (auto& stream : streams) stream.wait();
  for (auto& stream : streams) stream.get();
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
}

}  // namespace msquant
