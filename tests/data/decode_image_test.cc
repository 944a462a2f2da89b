#include "data/decode_image.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "checksum.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

std::array<double, 3> channel_means(const Tensor& image) {
  std::array<double, 3> sums{0, 0, 0};
  const auto bytes = image.data<uint8_t>();
  for (int64_t i = 0; i < bytes.size(); ++i) sums[static_cast<size_t>(i % 3)] += bytes[i];
  for (double& sum : sums) sum /= static_cast<double>(bytes.size() / 3);
  return sums;
}

// What `body` and the libraries below it write to stderr.
std::string stderr_of(const std::function<void()>& body) {
  TempDir dir;
  std::fflush(stderr);
  const int saved = ::dup(2);
  const int file = ::open((dir / "stderr").c_str(), O_CREAT | O_RDWR, 0600);
  ::dup2(file, 2);
  body();
  std::fflush(stderr);
  ::dup2(saved, 2);
  ::close(saved);
  ::close(file);
  return read_file(dir / "stderr");
}

void check_undecodable(const fs::path& path, const std::string& because = "") {
  try {
    decode_image(path);
    FAIL_CHECK("decoded: " << path);
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::kData);
    CHECK(e.where() == path.string());
    CHECK_THAT(e.because(), Catch::Contains(because));
  }
}

fs::path write_replaced(const TempDir& dir, std::string bytes, size_t at, const std::string& by) {
  bytes.replace(at, by.size(), by);
  write_file(dir / "replaced", bytes);
  return dir / "replaced";
}

}  // namespace

TEST_CASE("odd image files are decoded or refused as by MindSpore") {
  const fs::path expectations = shared_file("data/images_ref/EXPECT.tsv");
  MSQUANT_SKIP_WITHOUT(expectations);
  const fs::path folder = expectations.parent_path() / "formats";
  std::ifstream rows(expectations);
  std::string row;
  std::getline(rows, row);  // the heading
  int seen = 0;
  for (; std::getline(rows, row); ++seen) {
    std::istringstream columns(row);
    std::string name, bytes, outcome;
    std::getline(columns, name, '\t');
    std::getline(columns, bytes, '\t');
    std::getline(columns, outcome);
    INFO(name << ": " << outcome);
    long height = 0, width = 0;
    std::array<double, 3> means{};
    if (name == "b/image.webp") continue;  // MindSpore reads it in another way, below
    if (std::sscanf(outcome.c_str(), "ok (%ld, %ld, 3) uint8 mean [%lf, %lf, %lf]", &height, &width,
                    &means[0], &means[1], &means[2]) != 5) {
      check_undecodable(folder / name);
      continue;
    }
    const Tensor image = decode_image(folder / name);
    CHECK(image.shape() == Shape{height, width, 3});
    for (size_t c = 0; c < 3; ++c)
      CHECK(channel_means(image)[c] == Approx(means[c]).margin(0.0051));
  }
  CHECK(seen == 24);
}

TEST_CASE("decoded pixels equal those of MindSpore, byte for byte") {
  const auto [name, sum] = GENERATE(table<std::string, int64_t>({
      {"formats/a/baseline.jpg", 20265939958},
      {"formats/a/baseline444.JPEG", 20259357330},
      {"formats/a/bilevel.png", 8571397365},
      {"formats/a/cmyk.jpg", 20263054854},
      {"formats/a/exif_rotate6.jpg", 20265939958},
      {"formats/a/grey.jpg", 8564618532},
      {"formats/a/grey16.png", 8563620435},
      {"formats/a/grey8.png", 8563620435},
      {"formats/a/image.bmp", 20262787924},
      {"formats/a/palette.png", 20271712403},
      {"formats/a/progressive.jpg", 20265939958},
      {"formats/a/rgba.png", 20262787924},
      {"formats/b/image.tiff", 20262787924},
      {"formats/b/jpeg_named.png", 20256899318},
      {"formats/b/one_pixel.png", 619},
      {"formats/b/wide_300x2.png", 190766480},
      {"formats/b/名 字 space.png", 20262787924},
      {"photos/china.jpg", 3766255340142},
      {"photos/chelsea.png", 1490020006029},
  }));
  const fs::path path = shared_file("data/images_ref/" + name);
  MSQUANT_SKIP_WITHOUT(path);
  INFO(name);
  CHECK(checksum(decode_image(path)) == sum);
}

TEST_CASE("CMYK JPEG files give MindSpore's colours with and without Adobe's marker") {
  const std::string adobe = read_file(fs::path(MSQUANT_SOURCE_DIR) / "tests/data/cmyk.jpg");
  TempDir dir;
  write_file(dir / "adobe.jpg", adobe);
  CHECK(checksum(decode_image(dir / "adobe.jpg")) == 63942902);
  const size_t marker = adobe.find("\xFF\xEE");
  write_file(dir / "plain.jpg", std::string(adobe).erase(marker, 16));
  CHECK(checksum(decode_image(dir / "plain.jpg")) == 24757791);
}

TEST_CASE("WebP files give the pixels of MindSpore's Decode(to_pil=True)") {
  const fs::path lossy = fs::path(MSQUANT_SOURCE_DIR) / "tests/data/lossy_alpha.webp";
  CHECK(decode_image(lossy).shape() == Shape{40, 56, 3});
  CHECK(checksum(decode_image(lossy)) == 2909706152);
  const fs::path lossless = shared_file("data/images_ref/formats/b/image.webp");
  MSQUANT_SKIP_WITHOUT(lossless);
  CHECK(checksum(decode_image(lossless)) == 20262787924);
}

TEST_CASE("a WebP file that is cut or declares a huge image is refused") {
  const std::string whole = read_file(fs::path(MSQUANT_SOURCE_DIR) / "tests/data/lossy_alpha.webp");
  TempDir dir;
  for (size_t cut = 1; cut < whole.size(); cut += 7) {
    INFO("without its last " << cut << " bytes");
    write_file(dir / "cut", std::string_view(whole).substr(0, whole.size() - cut));
    check_undecodable(dir / "cut");
  }
  // The header "VP8X" holds width and height less one in three bytes each, from byte 24 on.
  check_undecodable(write_replaced(dir, whole, 24, "\xFF\x3F"), "");
}

TEST_CASE("a file cut anywhere is refused, silently") {
  const std::string name = GENERATE(as<std::string>(), "a/baseline.jpg", "a/progressive.jpg",
                                    "a/rgba.png", "a/palette.png", "a/image.bmp", "b/image.tiff");
  const fs::path path = shared_file("data/images_ref/formats/" + name);
  MSQUANT_SKIP_WITHOUT(path);
  const std::string whole = read_file(path);
  TempDir dir;
  const std::string chatter = stderr_of([&] {
    const size_t step = whole.size() / 60 + 1;
    for (size_t cut = 1; cut < whole.size(); cut += cut < 100 ? 7 : step) {
      INFO(name << " without its last " << cut << " bytes");
      write_file(dir / "cut", std::string_view(whole).substr(0, whole.size() - cut));
      check_undecodable(dir / "cut");
    }
  });
  CHECK(chatter == "");
}

TEST_CASE("decoding common files says nothing on stderr") {
  const fs::path path = shared_file("data/images_ref/photos/chelsea.png");  // an old sRGB profile
  MSQUANT_SKIP_WITHOUT(path);
  CHECK(stderr_of([&] { decode_image(path); }) == "");
}

TEST_CASE("damaged pixels are an error, junk that decoders skip is not") {
  const fs::path jpeg = shared_file("data/images_ref/formats/a/baseline.jpg");
  const fs::path png = shared_file("data/images_ref/formats/a/rgba.png");
  MSQUANT_SKIP_WITHOUT(jpeg);
  TempDir dir;
  check_undecodable(write_replaced(dir, read_file(png), 9000, "damage"));
  const std::string whole = read_file(jpeg);
  check_undecodable(write_replaced(dir, whole, 2000, "\xFF\xD9"));
  write_file(dir / "junk", whole.substr(0, whole.size() - 2) + "xyz\xFF\xD9" + "more");
  CHECK(checksum(decode_image(dir / "junk")) == checksum(decode_image(jpeg)));
}

TEST_CASE("a header that declares a huge image is refused before memory is taken") {
  const fs::path jpeg = shared_file("data/images_ref/formats/a/baseline.jpg");
  const fs::path bmp = shared_file("data/images_ref/formats/a/image.bmp");
  const fs::path tiff = shared_file("data/images_ref/formats/b/image.tiff");
  MSQUANT_SKIP_WITHOUT(jpeg);
  TempDir dir;
  const std::string jpeg_bytes = read_file(jpeg);
  check_undecodable(
      write_replaced(dir, jpeg_bytes, jpeg_bytes.find("\xFF\xC0") + 5, "\xFF\xDC\xFF\xDC"),
      "declares 65500 x 65500 pixels");
  check_undecodable(write_replaced(dir, read_file(bmp), 18, "\xFF\xFF\xFF\x7F"),
                    "declares 2147483647 x 64 pixels");
  // The directory of this file begins at byte 8 with the width, whose value is at byte 18.
  check_undecodable(write_replaced(dir, read_file(tiff), 18, "\xFF\xFF\xFF\x7F"),
                    "declares 2147483647 x 64 pixels");
}

TEST_CASE("a file that cannot be opened is an I/O error, one that is no image says so") {
  TempDir dir;
  CHECK_THROWS_WITH(decode_image(dir / "absent.png"), Catch::Contains("absent.png"));
  write_file(dir / "text.png", "not an image");
  check_undecodable(dir / "text.png", "its content is not JPEG, PNG, BMP, TIFF or WebP");
  write_file(dir / "empty.png", "");
  check_undecodable(dir / "empty.png", "empty");
}
