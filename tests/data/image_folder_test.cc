#include "data/image_folder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

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

std::vector<std::string> names(const std::vector<Sample>& samples) {
  std::vector<std::string> names;
  for (const Sample& sample : samples) names.push_back(sample.path.filename().string());
  return names;
}

std::vector<int> labels(const std::vector<Sample>& samples) {
  std::vector<int> labels;
  for (const Sample& sample : samples) labels.push_back(sample.label);
  return labels;
}

// Classes 0, 1 and 2 with 3, 1 and 2 images, named 00.png … 21.png.
ImageFolder three_classes() {
  ImageFolder folder;
  const std::vector<int> sizes = {3, 1, 2};
  for (int label = 0; label < 3; ++label) {
    for (int i = 0; i < sizes[static_cast<size_t>(label)]; ++i) {
      folder.samples.push_back({std::to_string(label) + std::to_string(i) + ".png", label});
    }
  }
  return folder;
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
  const ImageFolder folder = scan_image_folder(dir.path());
  CHECK(folder.root == dir.path());
  CHECK(folder.classes == std::vector<std::string>{"Ant", "bee", "dog", "猫 cat"});
  CHECK(names(folder.samples) == std::vector<std::string>{"x.bmp", "a.jpeg", "b.PNG", "名 字.png"});
  CHECK(labels(folder.samples) == std::vector<int>{0, 2, 2, 3});
}

TEST_CASE("a flat folder has no classes and no labels") {
  TempDir dir;
  for (const char* name : {"2.png", "10.jpg", "1.tif", "readme.md"}) touch(dir / name);
  const ImageFolder folder = scan_image_folder(dir.path());
  CHECK(folder.classes.empty());
  CHECK(names(folder.samples) == std::vector<std::string>{"1.tif", "10.jpg", "2.png"});
  CHECK(labels(folder.samples) == std::vector<int>{-1, -1, -1});
}

TEST_CASE("a folder without images is a data error") {
  TempDir dir;
  CHECK_THROWS_WITH(scan_image_folder(dir / "absent"), Catch::Contains("no such folder"));
  touch(dir / "a/readme.txt");
  CHECK_THROWS_WITH(scan_image_folder(dir.path()), Catch::Contains("no images found"));
}

TEST_CASE("a list names images beside it, with or without labels") {
  TempDir dir;
  write_file(dir / "list.txt", "a b.png 3\r\n\n  sub/c.png\t0\n/abs/d 7.png\nlast 12x\ne.png -1");
  const ImageFolder folder = read_image_list(dir / "list.txt");
  std::vector<fs::path> paths;
  for (const Sample& sample : folder.samples) paths.push_back(sample.path);
  CHECK(paths == std::vector<fs::path>{dir / "a b.png", dir / "sub/c.png", "/abs/d 7.png",
                                       dir / "last 12x", dir / "e.png -1"});
  CHECK(labels(folder.samples) == std::vector<int>{3, 0, -1, -1, -1});
  write_file(dir / "empty.txt", "\n \n");
  CHECK_THROWS_WITH(read_image_list(dir / "empty.txt"), Catch::Contains("the list is empty"));
  CHECK_THROWS_WITH(read_image_list(dir / "absent.txt"), Catch::Contains("absent.txt"));
}

TEST_CASE("samples are picked round-robin over the classes") {
  const ImageFolder folder = three_classes();
  CHECK(names(pick_samples(folder, 4, {})) ==
        std::vector<std::string>{"00.png", "10.png", "20.png", "01.png"});
  CHECK(labels(pick_samples(folder, 100, {})) == std::vector<int>{0, 1, 2, 0, 2, 0});
  CHECK(pick_samples(folder, 0, {}).empty());
}

TEST_CASE("the samples of a class are spread evenly over its folder") {
  ImageFolder folder;
  for (int i = 0; i < 10; ++i) folder.samples.push_back({std::to_string(i), 0});
  for (int i = 10; i < 13; ++i) folder.samples.push_back({std::to_string(i), 1});
  CHECK(names(pick_samples(folder, 6, {})) ==
        std::vector<std::string>{"0", "10", "3", "11", "6", "12"});
}

TEST_CASE("a seed shuffles within the classes, the same way everywhere") {
  ImageFolder folder;
  for (int i = 0; i < 10; ++i) folder.samples.push_back({std::to_string(i), 0});
  CHECK(names(pick_samples(folder, 10, 42)) ==
        std::vector<std::string>{"1", "7", "9", "0", "3", "8", "4", "2", "5", "6"});
  const std::vector<Sample> all = pick_samples(three_classes(), 6, 7);
  CHECK(labels(all) == std::vector<int>{0, 1, 2, 0, 2, 0});
  const std::vector<std::string> picked = names(all);
  CHECK(std::set<std::string>(picked.begin(), picked.end()).size() == 6);
}
