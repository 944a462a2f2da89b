#include "quant/json_integer.h"

#include <catch2/catch.hpp>

using namespace msquant;
using Catch::Contains;
using Json = nlohmann::ordered_json;

TEST_CASE("integers come out of JSON as they are, up to the ends of their type") {
  CHECK(integer_in<int64_t>(Json::parse("-9223372036854775808")) == INT64_MIN);
  CHECK(integer_in<int64_t>(Json::parse("9223372036854775807")) == INT64_MAX);
  CHECK(integer_in<uint64_t>(Json::parse("18446744073709551615")) == UINT64_MAX);
  CHECK(integer_in<int>(Json::parse("-2147483648")) == INT32_MIN);
  CHECK(integer_in<int>(Json(7)) == 7);
}

TEST_CASE("what is no integer, or too large a one, is refused") {
  for (const char* text : {"4.44e+83", "1.0", "1e2", "9223372036854775808", "\"1\"", "true", "null",
                           "-9223372036854775809", "[1]"}) {
    INFO(text);
    CHECK_THROWS_AS(integer_in<int64_t>(Json::parse(text)), Json::type_error);
  }
  CHECK_THROWS_AS(integer_in<int>(Json::parse("2147483648")), Json::type_error);
  CHECK_THROWS_AS(integer_in<int>(Json::parse("-2147483649")), Json::type_error);
  CHECK_THROWS_AS(integer_in<uint64_t>(Json::parse("-1")), Json::type_error);
  CHECK_THROWS_WITH(integer_in<int64_t>(Json::parse("4.44e+83")),
                    Contains("must be an integer of 64 bits, but is 4.44e+83"));
  CHECK_THROWS_WITH(integer_in<int>(Json::parse("\"1\"")),
                    Contains("must be an integer of 32 bits, but is string"));
}
