#include "data/open_images.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/dataset_samples.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  write_file(path, bytes);
}

const std::string kIdx = idx_bytes({1, 1, 1}, "a");

std::string record(char label) { return cifar_record(std::string(1, label), 1, 2, 3); }

}  // namespace

TEST_CASE("what a path holds shows in its content") {
  TempDir dir;
  write(dir / "classes/cat/a.jpg", "");
  write(dir / "flat/a.png", "");
  write(dir / "cifar/data_batch_1.bin", record(0));
  write(dir / "mnist/train-images-idx3-ubyte.gz", gzipped(kIdx));
  write(dir / "npy/a.npy", "");
  write(dir / "list.txt", "flat/a.png 3\n");
  write(dir / "photo", "\xFF\xD8\xFF");
  write(dir / "plain", kIdx);
  write(dir / "packed", gzipped(kIdx));
  const auto format = [&](const char* name) { return recognise_data(dir / name); };
  CHECK(format("classes") == DataFormat::kImageFolder);
  CHECK(format("flat") == DataFormat::kImageFolder);
  CHECK(format("cifar") == DataFormat::kCifar);
  CHECK(format("cifar/data_batch_1.bin") == DataFormat::kCifar);
  CHECK(format("mnist") == DataFormat::kIdx);
  CHECK(format("plain") == DataFormat::kIdx);
  CHECK(format("packed") == DataFormat::kIdx);
  CHECK(format("npy") == DataFormat::kTensors);
  CHECK(format("npy/a.npy") == DataFormat::kTensors);
  CHECK(format("list.txt") == DataFormat::kImageList);
  CHECK(format("photo") == DataFormat::kImage);
}

TEST_CASE("images win over other files beside them, and empty class folders do not count") {
  TempDir dir;
  write(dir / "a.bin", record(0));
  fs::create_directory(dir / "notes");
  CHECK(recognise_data(dir.path()) == DataFormat::kCifar);
  write(dir / "notes/a.png", "");
  CHECK(recognise_data(dir.path()) == DataFormat::kImageFolder);
}

TEST_CASE("what is none of them is an error that names it") {
  TempDir dir;
  const auto check = [&](const fs::path& path, const std::string& because) {
    CHECK_THROWS_WITH(recognise_data(path), Contains(path.string()) && Contains(because));
  };
  check(dir / "absent", "no such folder or file");
  check(dir.path(), "no images found");
  write(dir / "empty.txt", "");
  check(dir / "empty.txt", "empty");
  write(dir / "binary", std::string("abc\0def", 7));
  check(dir / "binary", "no known format");
}

TEST_CASE("of a folder with both parts one is opened, of a folder with one that one") {
  TempDir dir;
  write(dir / "cifar/data_batch_1.bin", record(1));
  write(dir / "cifar/data_batch_2.bin", record(2));
  write(dir / "cifar/test_batch.bin", record(3));
  CHECK(open_images(dir / "cifar", Part::kTraining)->labels() == std::vector<int>{1, 2});
  CHECK(open_images(dir / "cifar", Part::kTest)->labels() == std::vector<int>{3});
  CHECK(open_images(dir / "cifar/test_batch.bin", Part::kTraining)->labels() ==
        std::vector<int>{3});
  CHECK(holds_test_part(dir / "cifar"));
  fs::remove(dir / "cifar/test_batch.bin");
  CHECK(open_images(dir / "cifar", Part::kTest)->labels() == std::vector<int>{1, 2});
  CHECK_FALSE(holds_test_part(dir / "cifar"));
}

TEST_CASE("MNIST's two parts have names of their own") {
  TempDir dir;
  write(dir / "train-images-idx3-ubyte", idx_bytes({2, 1, 1}, "ab"));
  write(dir / "t10k-images-idx3-ubyte.gz", gzipped(kIdx));
  CHECK(open_images(dir.path(), Part::kTraining)->labels().size() == 2);
  CHECK(open_images(dir.path(), Part::kTest)->labels().size() == 1);
  CHECK(holds_test_part(dir.path()));
}

TEST_CASE("lists and single images are images with and without labels") {
  TempDir dir;
  write(dir / "list.txt", "a.png 3\nb.png\n");
  write(dir / "a.png", "\x89PNG\r\n\x1A\n");
  CHECK(open_images(dir / "list.txt", Part::kTest)->labels() == std::vector<int>{3, -1});
  CHECK(open_images(dir / "a.png", Part::kTest)->labels() == std::vector<int>{-1});
  CHECK(open_images(dir / "list.txt", Part::kTest)->name(1) == (dir / "b.png").string());
}
