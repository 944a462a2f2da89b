#include "base/inner_folder.h"

#include <catch2/catch.hpp>

#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

TEST_CASE("a folder below the one that was named may not be a link") {
  const TempDir dir;
  fs::create_directories(dir / "out/real");
  fs::create_directory(dir / "elsewhere");
  fs::create_directory_symlink("out", dir / "named");
  fs::create_directory_symlink("../elsewhere", dir / "out/link");
  fs::create_directory_symlink("../none", dir / "out/dangling");
  CHECK_NOTHROW(make_folder_inside(dir / "named", "real"));
  CHECK_NOTHROW(make_folder_inside(dir / "named", "new/folder"));
  CHECK(fs::is_directory(dir / "out/new/folder"));
  for (const char* name : {"link", "link/a", "dangling", "dangling/a"}) {
    CHECK_THROWS_WITH(make_folder_inside(dir / "named", name), Catch::Contains("a symbolic link"));
  }
  CHECK(fs::is_empty(dir / "elsewhere"));
}
