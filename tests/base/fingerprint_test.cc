#include "base/fingerprint.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

std::string of(std::initializer_list<std::string_view> parts) {
  Fingerprint fingerprint;
  for (std::string_view part : parts) fingerprint.add(part);
  return fingerprint.text();
}

}  // namespace

// Computed with Python integers from the definition: the bytes, then their number as eight
// little-endian bytes. Without the number, "foobar" gives the published 85944171f73967e8.
TEST_CASE("a fingerprint is 64-bit FNV-1a over bytes and their number") {
  CHECK(of({}) == "cbf29ce484222325");
  CHECK(of({"foobar"}) == "5350172cc9a331ae");
  CHECK(of({"\xff\x80"}) == "4dc88000303ba268");
}

TEST_CASE("where one part ends matters") { CHECK(of({"ab", "c"}) != of({"a", "bc"})); }
