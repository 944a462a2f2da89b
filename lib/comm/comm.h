// The processes, called ranks, that do one job together. Each works on its share of the samples;
// what they found is combined in the order of the ranks, so that it does not matter which is first.
//
// All ranks meet at the same steps, one after the other. A rank that fails leaves, and the others
// throw its error when they come to the next step: every rank ends, with one error.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/exit_status.h"

namespace msquant {

class Comm {
 public:
  // What lower ranks found, combined with what the ranks after them found. Must be associative.
  using Combine = std::function<std::string(const std::string& lower, const std::string& higher)>;

  virtual ~Comm() = default;
  Comm(const Comm&) = delete;
  Comm& operator=(const Comm&) = delete;

  int rank() const { return rank_; }  // from 0 to size - 1
  int size() const { return size_; }
  // The rank that prints and writes files.
  bool is_root() const { return rank_ == 0; }

  // What all ranks found, combined; the same on every rank. Throws the error with which another
  // rank has left, or Error(kConfig) if another rank has come to another step.
  std::string all_reduce(const std::string& step, const std::string& mine, const Combine& combine);

  // The last call of a rank: with its error, if it failed. Waits for the others and returns what
  // the run ends with on every rank. `report` is called with the error on one rank only. If the
  // others do not come within some seconds after a failure, it ends their processes, too.
  ExitStatus leave(const std::optional<Error>& error,
                   const std::function<void(const Error&)>& report);

 protected:
  using Clock = std::chrono::steady_clock;
  // Thrown by send() and receive() if the other rank has not come by the deadline.
  struct TimedOut {};

  // `patience`: how long leave() waits for the others after a failure.
  Comm(int rank, int size, Clock::duration patience)
      : rank_(rank), size_(size), patience_(patience) {}

 private:
  virtual void send(int rank, const std::string& bytes, Clock::time_point deadline) = 0;
  virtual std::string receive(int rank, Clock::time_point deadline) = 0;
  // Called once, when every rank has left, or instead to end all ranks at once.
  virtual void close() = 0;
  [[noreturn]] virtual void abort(ExitStatus status) = 0;

  std::string combined(const std::string& lower, const std::string& higher,
                       const Combine& combine) const;
  std::string exchange(std::string message, const Combine& combine, Clock::time_point deadline);

  const int rank_, size_;
  const Clock::duration patience_;
  std::optional<Error> ended_by_;  // what all_reduce() threw, on every rank
};

// The one rank of a process that works alone.
Comm& serial_comm();

}  // namespace msquant
