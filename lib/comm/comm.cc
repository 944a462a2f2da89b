#include "comm/comm.h"

#include <cstdlib>

#include "comm/failure.h"

namespace msquant {
namespace {

// What ranks send each other: one of these letters; then the name of a step, a newline and what was
// found there, or a failure.
constexpr char kFound = 'd', kFailed = 'f';

std::string found_message(const std::string& step, const std::string& found) {
  return kFound + step + '\n' + found;
}

std::string failed_message(const Failure& failure) { return kFailed + to_bytes(failure); }

std::optional<Failure> failure_in(const std::string& message) {
  if (message.front() != kFailed) return std::nullopt;
  return failure_from_bytes(std::string_view(message).substr(1));
}

std::string step_of(const std::string& message) {
  return message.substr(1, message.find('\n') - 1);
}
std::string found_in(const std::string& message) { return message.substr(message.find('\n') + 1); }

Error different_steps(const std::string& lower, const std::string& higher) {
  return {ErrorKind::kConfig, "the ranks do not do the same", "",
          "one is at the step '" + lower + "', another at '" + higher + "'",
          "give every rank the same arguments and the same files"};
}

std::string keep_lower(const std::string& lower, const std::string&) { return lower; }

class SerialComm : public Comm {
 public:
  SerialComm() : Comm(0, 1, {}) {}

 private:
  void send(int, const std::string&, Clock::time_point) override { MSQUANT_CHECK(false); }
  std::string receive(int, Clock::time_point) override { throw TimedOut(); }
  void close() override {}
  void abort(ExitStatus status) override { std::exit(static_cast<int>(status)); }
};

}  // namespace

std::string Comm::combined(const std::string& lower, const std::string& higher,
                           const Combine& combine) const {
  const auto first = failure_in(lower), second = failure_in(higher);
  if (first && second) return failed_message(merged(*first, *second));
  if (first || second) return first ? lower : higher;
  const std::string step = step_of(lower), other = step_of(higher);
  if (step != other) return failed_message({different_steps(step, other), 0, size_, true});
  return found_message(step, combine(found_in(lower), found_in(higher)));
}

// Up a tree whose root is rank 0, where each rank stands for itself and those after it, and down
// again with the result.
std::string Comm::exchange(std::string message, const Combine& combine,
                           Clock::time_point deadline) {
  int distance = 1;
  for (; distance < size_ && rank_ % (2 * distance) == 0; distance *= 2) {
    if (rank_ + distance >= size_) continue;
    message = combined(message, receive(rank_ + distance, deadline), combine);
  }
  if (!is_root()) {
    send(rank_ - distance, message, deadline);
    message = receive(rank_ - distance, deadline);
  }
  while ((distance /= 2) > 0) {
    if (rank_ + distance < size_) send(rank_ + distance, message, deadline);
  }
  return message;
}

std::string Comm::all_reduce(const std::string& step, const std::string& mine,
                             const Combine& combine) {
  const std::string all = exchange(found_message(step, mine), combine, Clock::time_point::max());
  if (const auto failure = failure_in(all)) {
    ended_by_ = described(*failure, size_);
    throw Error(*ended_by_);
  }
  return found_in(all);
}

ExitStatus Comm::leave(const std::optional<Error>& error,
                       const std::function<void(const Error&)>& report) {
  if (!ended_by_) {
    const auto message = error ? failed_message({*error, rank_}) : found_message("end", "");
    const auto deadline = error ? Clock::now() + patience_ : Clock::time_point::max();
    try {
      const auto failure = failure_in(exchange(message, keep_lower, deadline));
      if (failure) ended_by_ = described(*failure, size_);
    } catch (const TimedOut&) {
      report(described({*error, rank_}, size_));
      abort(exit_status(error->kind()));
    }
  }
  // An interrupt that finds another rank failed comes from that rank, which has reported already.
  const bool is_reported = error && error->kind() == ErrorKind::kInterrupted &&
                           ended_by_->kind() != ErrorKind::kInterrupted;
  if (ended_by_ && is_root() && !is_reported) report(*ended_by_);
  close();
  return ended_by_ ? exit_status(ended_by_->kind()) : ExitStatus::kSuccess;
}

Comm& serial_comm() {
  static SerialComm comm;
  return comm;
}

}  // namespace msquant
