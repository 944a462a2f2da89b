#include "tensor/shape.h"

#include <catch2/catch.hpp>

using namespace msquant;

TEST_CASE("sizes of hostile shapes are refused, not computed") {
  CHECK(checked_element_count({2, 3}) == 6);
  CHECK(checked_element_count({}) == 1);
  CHECK(checked_element_count({0, 5}) == 0);
  CHECK_FALSE(checked_element_count({0, int64_t{1} << 62, 4}).has_value());
  CHECK_FALSE(checked_element_count({int64_t{1} << 40, int64_t{1} << 40}).has_value());
  CHECK_FALSE(checked_element_count({0, -1}).has_value());
  CHECK_FALSE(checked_byte_count(DType::kFloat32, {int64_t{1} << 61}).has_value());
  CHECK(checked_byte_count(DType::kInt8, {int64_t{1} << 61}) == int64_t{1} << 61);
}

TEST_CASE("shapes print as lists") {
  CHECK(to_string(Shape{64, 3}) == "[64, 3]");
  CHECK(to_string(Shape{}) == "[]");
  CHECK(to_string(Shape(16, 2)).find("…") == std::string::npos);
  CHECK(to_string(Shape(1000000, 2)) ==
        "[2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, … 1000000 in all]");
}
