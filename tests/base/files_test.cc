#include "base/files.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {
int64_t count_entries(const fs::path& dir) {
  return std::distance(fs::directory_iterator(dir), fs::directory_iterator());
}
}  // namespace

TEST_CASE("a written file reads back and leaves nothing else behind") {
  TempDir dir;
  write_file(dir / "a", "old");
  write_file(dir / "a", std::string("new\0bytes", 9));
  CHECK(read_file(dir / "a") == std::string("new\0bytes", 9));
  CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("a file that is not committed leaves the old one in place") {
  TempDir dir;
  write_file(dir / "a", "old");
  {
    AtomicFile file(dir / "a");
    file.write("half of the n");
  }
  CHECK(read_file(dir / "a") == "old");
  CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("a committed file has the permissions of any new file") {
  TempDir dir;
  const mode_t old_mask = ::umask(022);
  write_file(dir / "a", "x");
  ::umask(old_mask);
  struct stat status {};
  REQUIRE(::stat((dir / "a").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
}

TEST_CASE("an empty file maps to no bytes") {
  TempDir dir;
  write_file(dir / "empty", "");
  CHECK(MappedFile::open(dir / "empty")->bytes().empty());
}

TEST_CASE("missing files, folders and missing destinations are I/O errors that name the path") {
  TempDir dir;
  CHECK_THROWS_WITH(MappedFile::open(dir / "none"), Catch::Contains("none"));
  CHECK_THROWS_WITH(MappedFile::open(dir.path()), Catch::Contains("not a regular file"));
  CHECK_THROWS_WITH(write_file(dir / "no" / "file", "x"), Catch::Contains("file"));
}

TEST_CASE("what is no regular file is refused at once, a pipe that nobody writes into too") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  fs::create_symlink("pipe", dir / "link");
  for (const fs::path& path : {dir / "pipe", dir / "link", fs::path("/dev/zero")}) {
    INFO(path);
    CHECK_THROWS_WITH(MappedFile::open(path), Catch::Contains(path.string()) &&
                                                  Catch::Contains("it is not a regular file"));
  }
}

TEST_CASE(
    "whether a path can be written is known beforehand, and nothing is left of the question") {
  const TempDir dir;
  write_file(dir / "file", "");
  CHECK_NOTHROW(require_writable(dir / "new"));
  CHECK_NOTHROW(require_writable("new"));
  CHECK_THROWS_AS(require_writable(dir / "none" / "new"), Error);
  CHECK_THROWS_AS(require_writable(dir / "file" / "new"), Error);
  CHECK_NOTHROW(require_possible_folder(dir / "a" / "b" / "c"));
  CHECK_THROWS_AS(require_possible_folder(dir / "file" / "b"), Error);
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("writing replaces a link and leaves alone what it leads to") {
  const TempDir dir;
  write_file(dir / "victim", "precious");
  fs::create_symlink(dir / "victim", dir / "link");
  fs::create_symlink(dir / "none", dir / "dangling");
  write_file(dir / "link", "new");
  write_file(dir / "dangling", "new");
  CHECK(read_file(dir / "victim") == "precious");
  CHECK_FALSE(fs::exists(dir / "none"));
  CHECK(fs::is_regular_file(fs::symlink_status(dir / "link")));
  CHECK(read_file(dir / "dangling") == "new");
}
