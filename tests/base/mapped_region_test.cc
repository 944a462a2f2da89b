#include "base/mapped_region.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// What waitpid() says of a process that does `work` and ends.
int status_of_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

#define REQUIRE_IN_CHILD(condition) \
  if (!(condition)) ::_exit(__LINE__ % 200 + 1)

const std::string kPages(size_t{1} << 16, 'x');

std::string error_after_loss() {
  try {
    throw_if_pages_were_lost();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("zeros are read where a mapped file was cut, and no file is made of them") {
  TempDir dir;
  write_file(dir / "kept", kPages);
  write_file(dir / "cut", kPages);
  const int status = status_of_child([&] {
    survive_lost_pages();
    const auto kept = MappedFile::open(dir / "kept"), cut = MappedFile::open(dir / "cut");
    fs::resize_file(dir / "cut", 1);
    REQUIRE_IN_CHILD(error_after_loss().empty());
    REQUIRE_IN_CHILD(cut->bytes().front() == 'x');
    REQUIRE_IN_CHILD(cut->bytes().back() == '\0');
    REQUIRE_IN_CHILD(std::count(cut->bytes().begin(), cut->bytes().end(), 'x') == 1);
    REQUIRE_IN_CHILD(kept->bytes() == kPages);
    REQUIRE_IN_CHILD(error_after_loss().find("cut") != std::string::npos);
    try {
      write_file(dir / "made", "of zeros");
    } catch (const Error&) {
    }
  });
  CHECK(status == 0);
  CHECK_FALSE(fs::exists(dir / "made"));
  CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 2);
}

TEST_CASE("another bus error ends the process as ever") {
  const int status = status_of_child([] {
    survive_lost_pages();
    ::raise(SIGBUS);
    ::raise(SIGBUS);
  });
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS));
}
