#include "base/checked_file.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

const FileTask kWriteNew = [](const fs::path& path) { write_file(path, "new"); };

FileTask failing_with(ErrorKind kind) {
  return [kind](const fs::path&) { throw Error(kind, "it is bad"); };
}

size_t count_entries(const fs::path& folder) {
  return static_cast<size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a file gets its name after its check, and nothing else is left") {
  TempDir dir;
  const FileTask check = [&](const fs::path& path) {
    CHECK(read_file(path) == "new");
    CHECK_FALSE(fs::exists(dir / "model"));
  };
  write_checked(dir / "model", kWriteNew, check);
  CHECK(read_file(dir / "model") == "new");
  CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("a file that fails its check is kept as .rejected, beside the good one of before") {
  TempDir dir;
  write_file(dir / "model", "old");
  try {
    write_checked(dir / "model", kWriteNew, failing_with(ErrorKind::kModel));
    FAIL("it must throw");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kInternal);
    CHECK_THAT(error.what(), Catch::Contains("model.rejected") && Catch::Contains("it is bad"));
  }
  CHECK(read_file(dir / "model") == "old");
  CHECK(read_file(dir / "model.rejected") == "new");
  CHECK(count_entries(dir.path()) == 2);
}

TEST_CASE("an interrupted check leaves nothing behind") {
  TempDir dir;
  CHECK_THROWS_AS(write_checked(dir / "model", kWriteNew, failing_with(ErrorKind::kInterrupted)),
                  Error);
  CHECK(count_entries(dir.path()) == 0);
}
