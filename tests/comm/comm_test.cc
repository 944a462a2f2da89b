#include "comm/comm.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "support/ranks.h"

using namespace msquant;

namespace {

// "a" of rank 0, "b" of rank 1, …: together the alphabet, if the order is right.
std::string letter(int rank) { return std::string(1, static_cast<char>('a' + rank)); }

std::string joined_letters(Comm& comm, const std::string& step) {
  return comm.all_reduce(step, letter(comm.rank()), std::plus<>());
}

// All ranks end with `status`, and one of them reports.
void require_one_report(const std::vector<RankEnd>& ends, ExitStatus status,
                        const std::string& report) {
  std::vector<std::string> reported;
  for (const RankEnd& end : ends) {
    CHECK(end.status == status);
    CHECK_FALSE(end.aborted);
    reported.insert(reported.end(), end.reported.begin(), end.reported.end());
  }
  CHECK(reported == std::vector<std::string>{report});
}

}  // namespace

TEST_CASE("what ranks found is combined in their order, on every rank") {
  const std::string alphabet = "abcdefghijk";
  for (int size = 1; size <= 11; ++size) {
    std::vector<std::string> first(static_cast<size_t>(size)), second = first;
    const auto ends = run_ranks(size, [&](Comm& comm) {
      const auto rank = static_cast<size_t>(comm.rank());
      first[rank] = joined_letters(comm, "first");
      second[rank] = joined_letters(comm, "second");
    });
    const std::vector<std::string> expected(first.size(), alphabet.substr(0, first.size()));
    CHECK(first == expected);
    CHECK(second == expected);
    for (const RankEnd& end : ends) CHECK(end.status == ExitStatus::kSuccess);
  }
}

TEST_CASE("bytes of any value arrive as they are") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  std::vector<std::string> arrived(2);
  run_ranks(2, [&](Comm& comm) {
    const std::string mine = comm.rank() == 1 ? bytes : "";
    arrived[static_cast<size_t>(comm.rank())] = comm.all_reduce("bytes", mine, std::plus<>());
  });
  CHECK(arrived == std::vector<std::string>(2, bytes));
}

TEST_CASE("the error of one rank ends all, and is reported once") {
  for (int failing : {0, 1, 2, 4}) {
    const auto ends = run_ranks(5, [&](Comm& comm) {
      joined_letters(comm, "before");
      if (comm.rank() == failing) {
        throw Error(ErrorKind::kModel, "cannot read", "a.ckpt", "it is empty", "copy it");
      }
      joined_letters(comm, "after");
    });
    require_one_report(
        ends, ExitStatus::kModel,
        "cannot read, in rank " + std::to_string(failing) + ": a.ckpt: it is empty (try: copy it)");
  }
}

TEST_CASE("the lowest rank that fails speaks for the others") {
  const auto ends = run_ranks(4, [](Comm& comm) {
    if (comm.rank() == 3) throw Error(ErrorKind::kData, "third");
    if (comm.rank() == 1) throw Error(ErrorKind::kConfig, "first");
    joined_letters(comm, "step");
  });
  require_one_report(ends, ExitStatus::kConfig, "first, in rank 1");
}

TEST_CASE("an error that all ranks meet is that of no rank") {
  const auto ends = run_ranks(3, [](Comm&) { throw Error(ErrorKind::kUsage, "no such flag"); });
  require_one_report(ends, ExitStatus::kUsage, "no such flag");
}

TEST_CASE("an interrupt yields to an error, and is reported if it is all") {
  const Error interrupted(ErrorKind::kInterrupted, "interrupted");
  const auto all = run_ranks(3, [&](Comm&) { throw Error(interrupted); });
  require_one_report(all, ExitStatus::kInterrupted, "interrupted");
  const auto later = run_ranks(3, [&](Comm& comm) {
    if (comm.rank() == 1) throw Error(interrupted);
    if (comm.rank() == 2) throw Error(ErrorKind::kData, "bad image");
    joined_letters(comm, "step");
  });
  require_one_report(later, ExitStatus::kData, "bad image, in rank 2");
}

TEST_CASE("ranks that come to different steps end with an error") {
  const auto ends = run_ranks(
      3, [](Comm& comm) { joined_letters(comm, comm.rank() == 2 ? "evaluate" : "calibrate"); });
  require_one_report(ends, ExitStatus::kConfig,
                     "the ranks do not do the same: one is at the step 'calibrate', another at "
                     "'evaluate' (try: give every rank the same arguments and the same files)");
}

TEST_CASE("a rank that fails does not wait for the others for ever") {
  const auto ends = run_ranks(
      2,
      [](Comm& comm) {
        if (comm.rank() == 0) throw Error(ErrorKind::kData, "bad image");
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        throw Error(ErrorKind::kData, "late");
      },
      std::chrono::milliseconds(20));
  CHECK(ends[0].aborted);
  CHECK(ends[0].status == ExitStatus::kData);
  CHECK(ends[0].reported == std::vector<std::string>{"bad image, in rank 0"});
}

TEST_CASE("a process alone has one rank") {
  CHECK(serial_comm().size() == 1);
  CHECK(serial_comm().is_root());
  CHECK(joined_letters(serial_comm(), "step") == "a");
}
