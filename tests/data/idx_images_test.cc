#include "data/idx_images.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/dataset_samples.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const std::string kImages = idx_bytes({2, 1, 3}, "abcdef");
const std::string kLabels = idx_bytes({2}, "\x07\x09");

std::vector<uint8_t> bytes_of(const Tensor& image) {
  return {image.data<uint8_t>().begin(), image.data<uint8_t>().end()};
}

void check_refused(const fs::path& file, const std::string& because) {
  try {
    open_idx(file);
    FAIL_CHECK("opened: " << because);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kData);
    CHECK_THAT(error.where(), Contains(file.filename().string()));
    CHECK_THAT(error.because(), Contains(because));
  }
}

}  // namespace

TEST_CASE("idx files give grey pixels and labels, plain or packed") {
  const bool packed_images = GENERATE(false, true), packed_labels = GENERATE(false, true);
  TempDir dir;
  const fs::path images = dir / (packed_images ? "t-images-idx3-ubyte.gz" : "t-images-idx3-ubyte");
  const fs::path labels = dir / (packed_labels ? "t-labels-idx1-ubyte.gz" : "t-labels-idx1-ubyte");
  write_file(images, packed_images ? gzipped(kImages) : kImages);
  write_file(labels, packed_labels ? gzipped(kLabels) : kLabels);
  const auto opened = open_idx(images);
  CHECK(opened->labels() == std::vector<int>{7, 9});
  CHECK(opened->pixels(1).shape() == Shape{1, 3, 3});
  CHECK(bytes_of(opened->pixels(1)) ==
        std::vector<uint8_t>{'d', 'd', 'd', 'e', 'e', 'e', 'f', 'f', 'f'});
  CHECK_THAT(opened->name(1), Contains("t-images-idx3-ubyte") && Contains("image 1"));
}

TEST_CASE("without a file of labels the images have none") {
  TempDir dir;
  for (const char* name : {"x-images.idx3-ubyte", "other"}) {
    write_file(dir / name, kImages);
    CHECK(open_idx(dir / name)->labels() == std::vector<int>{-1, -1});
  }
}

TEST_CASE("what an idx header says is not trusted") {
  TempDir dir;
  const fs::path file = dir / "x-images-idx3-ubyte";
  const auto check = [&](const std::string& bytes, const std::string& because) {
    write_file(file, bytes);
    check_refused(file, because);
    write_file(file, gzipped(bytes));
    check_refused(file, because);
  };
  check("", "no idx file");
  check(kImages.substr(0, 3), "no idx file");
  check(kImages.substr(0, 15), "ends inside its header");
  check(idx_bytes({6}, "abcdef"), "1 dimensions, not 3");
  check(idx_bytes({2, 1, 3}, "abcde"), "fewer");
  check(idx_bytes({2, 1, 3}, "abcdefg"), "more");
  check(idx_bytes({60'000, 28, 28}, "abcdef"), "fewer");
  check(idx_bytes({~0u, ~0u, ~0u}, "abcdef"), "[4294967295, 4294967295, 4294967295]");
  check(idx_bytes({5, 0, 3}, ""), "between 1 and");
  std::string floats = kImages;
  floats[2] = 0x0D;
  check(floats, "no idx file");
}

TEST_CASE("a gzip file that is cut or damaged is refused") {
  TempDir dir;
  const fs::path file = dir / "x-images-idx3-ubyte.gz";
  const std::string packed = gzipped(kImages);
  for (size_t size = 2; size < packed.size(); ++size) {
    write_file(file, packed.substr(0, size));
    check_refused(file, "ends early");
  }
  std::string damaged = packed;
  damaged[packed.size() - 6] ^= 1;  // the checksum
  write_file(file, damaged);
  check_refused(file, "damaged");
}

TEST_CASE("labels that do not fit the images are an error that names both") {
  TempDir dir;
  write_file(dir / "x-images-idx3-ubyte", kImages);
  write_file(dir / "x-labels-idx1-ubyte", idx_bytes({3}, "\x01\x02\x03"));
  CHECK_THROWS_WITH(open_idx(dir / "x-images-idx3-ubyte"), Contains("x-labels-idx1-ubyte") &&
                                                               Contains("3 labels") &&
                                                               Contains("2 images"));
  write_file(dir / "x-labels-idx1-ubyte", kImages);
  CHECK_THROWS_WITH(open_idx(dir / "x-images-idx3-ubyte"),
                    Contains("x-labels-idx1-ubyte") && Contains("3 dimensions, not 1"));
}

TEST_CASE("an unpacked file hides its packed twin; two sets cannot be told apart") {
  CHECK(only_idx_file({"d/a-idx3-ubyte", "d/a-idx3-ubyte.gz"}, "d") == "d/a-idx3-ubyte");
  CHECK(only_idx_file({"d/a-idx3-ubyte.gz"}, "d") == "d/a-idx3-ubyte.gz");
  CHECK_THROWS_WITH(only_idx_file({"d/a-idx3-ubyte", "d/b-idx3-ubyte"}, "d"),
                    Contains("a-idx3-ubyte, b-idx3-ubyte"));
}
