#include "formats/wire_format.h"

#include <catch2/catch.hpp>
#include <string>

using namespace msquant;
using namespace std::string_view_literals;

TEST_CASE("varints of up to 64 bits are taken off the front") {
  std::string_view bytes = "\x96\x01\x05"sv;  // 150, the example of protobuf's documentation
  CHECK(take_varint(bytes) == uint64_t{150});
  CHECK(take_varint(bytes) == uint64_t{5});
  CHECK(take_varint(bytes) == std::nullopt);
  std::string_view largest = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"sv;
  CHECK(take_varint(largest) == UINT64_MAX);
}

TEST_CASE("varints that end early or exceed 64 bits are refused") {
  for (std::string_view bytes : {"\x96"sv, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"sv,
                                 "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"sv}) {
    CHECK(take_varint(bytes) == std::nullopt);
  }
}

TEST_CASE("fields of every wire type are taken whole") {
  std::string_view bytes =
      "\x08\x07\x12\x02hi\x1D"
      "1234\x21"
      "12345678"sv;
  const auto varint = take_field(bytes), text = take_field(bytes);
  const auto fixed32 = take_field(bytes), fixed64 = take_field(bytes);
  CHECK(bytes.empty());
  CHECK((varint->number == 1 && varint->type == WireType::kVarint && varint->value == 7));
  CHECK((text->number == 2 && text->type == WireType::kBytes && text->bytes == "hi"));
  CHECK((fixed32->number == 3 && fixed32->type == WireType::kFixed32 && fixed32->bytes == "1234"));
  CHECK((fixed64->number == 4 && fixed64->type == WireType::kFixed64));
}

TEST_CASE("field 0, groups and fields longer than the message are refused") {
  for (std::string_view bytes :
       {"\x00\x01"sv, "\x0B"sv, "\x0C"sv, "\x0E"sv, "\x0A\x03hi"sv,
        "\x0D"
        "123"sv,
        "\x08"sv, "\x0A"sv, "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01x"sv}) {
    CHECK_FALSE(take_field(bytes).has_value());
  }
}
