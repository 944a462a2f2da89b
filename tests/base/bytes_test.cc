#include "base/bytes.h"

#include <catch2/catch.hpp>

using namespace msquant;

TEST_CASE("values come back from their bytes in order") {
  std::string bytes;
  put(bytes, int32_t{0x01020304});
  put(bytes, 0.5);
  put(bytes, std::string("a\0b", 3));
  put(bytes, true);
  CHECK(bytes.substr(0, 4) == "\x04\x03\x02\x01");
  std::string_view rest = bytes;
  CHECK(take<int32_t>(rest) == 0x01020304);
  CHECK(take<double>(rest) == 0.5);
  CHECK(take<std::string>(rest) == std::string("a\0b", 3));
  CHECK(take<bool>(rest));
  CHECK(rest.empty());
}

TEST_CASE("bytes that end early are an error") {
  std::string bytes;
  put(bytes, std::string("text"));
  for (size_t size = 0; size < bytes.size(); ++size) {
    std::string_view part = std::string_view(bytes).substr(0, size);
    CHECK_THROWS_AS(take<std::string>(part), Error);
  }
  std::string negative;
  put(negative, int64_t{-1});
  std::string_view rest = negative;
  CHECK_THROWS_AS(take<std::string>(rest), Error);
}
