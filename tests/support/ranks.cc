#include "support/ranks.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/streams.h"

namespace msquant {
namespace {

// Messages on their way, by sender and receiver.
class Mail {
 public:
  void send(int from, int to, const std::string& bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    boxes_[{from, to}].push_back(bytes);
    arrived_.notify_all();
  }

  std::optional<std::string> receive(int from, int to,
                                     std::chrono::steady_clock::time_point deadline) {
    std::unique_lock<std::mutex> lock(mutex_);
    auto& box = boxes_[{from, to}];
    const auto is_there = [&] { return !box.empty(); };
    if (deadline == std::chrono::steady_clock::time_point::max()) {
      arrived_.wait(lock, is_there);
    } else if (!arrived_.wait_until(lock, deadline, is_there)) {
      return std::nullopt;
    }
    std::string bytes = std::move(box.front());
    box.pop_front();
    return bytes;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::pair<int, int>, std::deque<std::string>> boxes_;
};

struct Aborted {
  ExitStatus status;
};

class ThreadComm : public Comm {
 public:
  ThreadComm(int rank, int size, std::chrono::milliseconds patience, Mail& mail)
      : Comm(rank, size, patience), mail_(mail) {}

 private:
  void send(int to, const std::string& bytes, Clock::time_point) override {
    mail_.send(rank(), to, bytes);
  }
  std::string receive(int from, Clock::time_point deadline) override {
    auto bytes = mail_.receive(from, rank(), deadline);
    if (!bytes) throw TimedOut();
    return *bytes;
  }
  void close() override {}
  void abort(ExitStatus status) override { throw Aborted{status}; }

  Mail& mail_;
};

RankEnd run_rank(Comm& comm, const std::function<void(Comm& comm)>& work) {
  std::optional<Error> error;
  try {
    work(comm);
  } catch (const Error& e) {
    error = e;
  }
  RankEnd end;
  const auto report = [&](const Error& e) { end.reported.emplace_back(e.what()); };
  try {
    end.status = comm.leave(error, report);
  } catch (const Aborted& aborted) {
    end.status = aborted.status;
    end.aborted = true;
  }
  return end;
}

}  // namespace

std::vector<RankEnd> run_ranks(int size, const std::function<void(Comm& comm)>& work,
                               std::chrono::milliseconds patience) {
  Mail mail;
  std::vector<RankEnd> ends(static_cast<size_t>(size));
  run_streams(size, [&](int rank) {
    ThreadComm comm(rank, size, patience, mail);
    ends[static_cast<size_t>(rank)] = run_rank(comm, work);
  });
  return ends;
}

}  // namespace msquant
