#include "base/error.h"

#include <catch2/catch.hpp>

#include "base/exit_status.h"

using namespace msquant;

TEST_CASE("what() joins the parts that are there") {
  const Error full(ErrorKind::kModel, "cannot read checkpoint", "a.ckpt", "it is empty", "retrain");
  CHECK(std::string(full.what()) ==
        "cannot read checkpoint, in a.ckpt: it is empty (try: retrain)");
  CHECK(std::string(Error(ErrorKind::kIo, "failed").what()) == "failed");
}

TEST_CASE("a failed check is an internal error that names the condition") {
  try {
    MSQUANT_CHECK(1 + 1 == 3);
    FAIL("no exception");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kInternal);
    CHECK(error.because() == "expected 1 + 1 == 3");
  }
}

TEST_CASE("every kind of error has its exit code") {
  CHECK(exit_status(ErrorKind::kUsage) == ExitStatus::kUsage);
  CHECK(exit_status(ErrorKind::kAccuracy) == ExitStatus::kAccuracy);
  CHECK(static_cast<int>(exit_status(ErrorKind::kInternal)) == 70);
}
