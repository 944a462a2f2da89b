#include "data/image_files.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

void touch(const fs::path& path) {
  fs::create_directories(path.parent_path());
  write_file(path, "");
}

std::vector<std::string> names(const std::vector<ImageFile>& files) {
  std::vector<std::string> names;
  for (const ImageFile& file : files) names.push_back(file.path.filename().string());
  return names;
}

std::vector<int> labels(const std::vector<ImageFile>& files) {
  std::vector<int> labels;
  for (const ImageFile& file : files) labels.push_back(file.label);
  return labels;
}

}  // namespace

TEST_CASE("class folders are sorted by name and number the labels") {
  TempDir dir;
  for (const char* name :
       {"dog/b.PNG", "dog/a.jpeg", "猫 cat/名 字.png", "Ant/x.bmp", "dog/notes.txt",
        "dog/.hidden.png", ".cache/y.png", "stray.png", "dog/deep/z.png"}) {
    touch(dir / name);
  }
  fs::create_directory(dir / "bee");  // an empty class keeps its number
  const std::vector<ImageFile> files = scan_image_folder(dir.path());
  CHECK(names(files) == std::vector<std::string>{"x.bmp", "a.jpeg", "b.PNG", "名 字.png"});
  CHECK(labels(files) == std::vector<int>{0, 2, 2, 3});
}

TEST_CASE("a flat folder has no classes and no labels") {
  TempDir dir;
  for (const char* name : {"2.png", "10.jpg", "1.tif", "readme.md"}) touch(dir / name);
  const std::vector<ImageFile> files = scan_image_folder(dir.path());
  CHECK(names(files) == std::vector<std::string>{"1.tif", "10.jpg", "2.png"});
  CHECK(labels(files) == std::vector<int>{-1, -1, -1});
}

TEST_CASE("a folder without images is empty, one that cannot be read an error") {
  TempDir dir;
  CHECK_THROWS_WITH(scan_image_folder(dir / "absent"), Catch::Contains("absent"));
  touch(dir / "a/readme.txt");
  CHECK(scan_image_folder(dir.path()).empty());
  CHECK_FALSE(holds_image_files(dir.path()));
  touch(dir / "b/x.jpg");
  CHECK(holds_image_files(dir.path()));
}

TEST_CASE("a list names images beside it, with or without labels") {
  TempDir dir;
  write_file(dir / "list.txt", "a b.png 3\r\n\n  sub/c.png\t0\n/abs/d 7.png\nlast 12x\ne.png -1");
  const std::vector<ImageFile> files = read_image_list(dir / "list.txt");
  std::vector<fs::path> paths;
  for (const ImageFile& file : files) paths.push_back(file.path);
  CHECK(paths == std::vector<fs::path>{dir / "a b.png", dir / "sub/c.png", "/abs/d 7.png",
                                       dir / "last 12x", dir / "e.png -1"});
  CHECK(labels(files) == std::vector<int>{3, 0, -1, -1, -1});
  write_file(dir / "empty.txt", "\n \n");
  CHECK_THROWS_WITH(read_image_list(dir / "empty.txt"), Catch::Contains("the list is empty"));
  CHECK_THROWS_WITH(read_image_list(dir / "absent.txt"), Catch::Contains("absent.txt"));
}
