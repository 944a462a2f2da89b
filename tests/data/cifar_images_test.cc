#include "data/cifar_images.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/dataset_samples.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

std::vector<uint8_t> first_bytes(const Tensor& image, int64_t count) {
  const auto bytes = image.data<uint8_t>();
  return {bytes.begin(), bytes.begin() + count};
}

}  // namespace

TEST_CASE("CIFAR-10 records are a label and three planes") {
  TempDir dir;
  // The second image begins with one pixel of its own.
  std::string second = cifar_record("\x09", 4, 5, 6);
  second[1] = 7;
  write_file(dir / "data_batch_1.bin", cifar_record("\x03", 1, 2, 3) + second);
  write_file(dir / "data_batch_2.bin", cifar_record(std::string(1, '\0'), 8, 9, 10));
  const auto images = open_cifar({dir / "data_batch_1.bin", dir / "data_batch_2.bin"});
  CHECK(images->labels() == std::vector<int>{3, 9, 0});
  CHECK(images->pixels(0).shape() == Shape{32, 32, 3});
  CHECK(first_bytes(images->pixels(0), 6) == std::vector<uint8_t>{1, 2, 3, 1, 2, 3});
  CHECK(first_bytes(images->pixels(1), 6) == std::vector<uint8_t>{7, 5, 6, 4, 5, 6});
  CHECK(first_bytes(images->pixels(2), 3) == std::vector<uint8_t>{8, 9, 10});
  CHECK_THAT(images->name(2), Contains("data_batch_2.bin") && Contains("image 0"));
}

TEST_CASE("CIFAR-100 records have two labels, of which the fine one counts") {
  TempDir dir;
  write_file(dir / "train.bin", cifar_record("\x13\x63", 1, 2, 3));
  const auto images = open_cifar({dir / "train.bin"});
  CHECK(images->labels() == std::vector<int>{99});
  CHECK(first_bytes(images->pixels(0), 3) == std::vector<uint8_t>{1, 2, 3});
}

TEST_CASE("a file whose size fits both sets is told by its labels") {
  TempDir dir;
  std::string hundred, ten;  // 3073 * 3074 bytes each
  for (int i = 0; i < 3073; ++i) hundred += cifar_record("\x12\x62", 77, 77, 77);
  for (int i = 0; i < 3074; ++i) ten += cifar_record("\x08", 77, 77, 77);
  write_file(dir / "hundred.bin", hundred);
  write_file(dir / "ten.bin", ten);
  CHECK(open_cifar({dir / "hundred.bin"})->labels() == std::vector<int>(3073, 98));
  CHECK(open_cifar({dir / "ten.bin"})->labels() == std::vector<int>(3074, 8));
}

TEST_CASE("files that are not CIFAR, or not of one set, are errors that name them") {
  TempDir dir;
  const std::string good = cifar_record("\x01", 1, 2, 3);
  const auto check = [&](const std::string& bytes) {
    write_file(dir / "bad.bin", bytes);
    CHECK_THROWS_WITH(open_cifar({dir / "bad.bin"}),
                      Contains("bad.bin") && Contains(std::to_string(bytes.size()) + " bytes"));
  };
  check("");
  check(good.substr(1));
  check(good + "xy");
  check(cifar_record("\x0A", 1, 2, 3));      // label 10 of 0 to 9
  check(cifar_record("\x14\x01", 1, 2, 3));  // coarse label 20 of 0 to 19
  check(cifar_record("\x01\x64", 1, 2, 3));  // fine label 100 of 0 to 99
  write_file(dir / "ten.bin", good);
  write_file(dir / "hundred.bin", cifar_record("\x01\x01", 1, 2, 3));
  CHECK_THROWS_WITH(open_cifar({dir / "ten.bin", dir / "hundred.bin"}),
                    Contains("hundred.bin") && Contains("CIFAR-100") && Contains("ten.bin"));
}
