#include "formats/external_data.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/temp_dir.h"

namespace msquant {
namespace fs = std::filesystem;

TEST_CASE("External data is read from files within the model's folder") {
  const TempDir dir;
  fs::create_directories(dir / "model/data");
  write_file(dir / "model/data/weights", "0123456789");
  ExternalData external(dir / "model/net.mindir");
  CHECK(external.read("data/weights", 2, 3, "w").bytes == "234");
  CHECK(external.read("data/weights", 10, 0, "w").bytes.empty());
  CHECK(external.read("data/weights", 0, 1, "w").file ==
        external.read("data/weights", 5, 1, "w").file);
}

TEST_CASE("A location that leaves the model's folder is refused") {
  const TempDir dir;
  fs::create_directories(dir / "model");
  write_file(dir / "secret", "secret");
  write_file(dir / "model/weights", "0123456789");
  fs::create_symlink("../secret", dir / "model/link");
  fs::create_directory_symlink("..", dir / "model/up");
  ExternalData external(dir / "model/net.mindir");
  const std::string absolute = (dir / "model/weights").string();
  for (const std::string& location :
       {std::string(), std::string("../secret"), std::string("x/../../secret"), absolute,
        std::string("link"), std::string("up/secret"), std::string("."), std::string("absent"),
        std::string("weights\0", 8)}) {
    INFO(location);
    CHECK_THROWS_AS(external.read(location, 0, 1, "w"), Error);
  }
}

TEST_CASE("External data that is not all there is refused") {
  const TempDir dir;
  write_file(dir / "weights", "0123456789");
  ExternalData external(dir / "net.mindir");
  const int64_t huge = INT64_MAX;
  CHECK_THROWS_AS(external.read("weights", 5, 6, "w"), Error);
  CHECK_THROWS_AS(external.read("weights", 11, 0, "w"), Error);
  CHECK_THROWS_AS(external.read("weights", -1, 1, "w"), Error);
  CHECK_THROWS_AS(external.read("weights", 1, -1, "w"), Error);
  CHECK_THROWS_AS(external.read("weights", huge, huge, "w"), Error);
}

}  // namespace msquant
