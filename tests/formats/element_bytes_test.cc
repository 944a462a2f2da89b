#include "formats/element_bytes.h"

#include <catch2/catch.hpp>

using namespace msquant;
using namespace std::string_view_literals;

TEST_CASE("raw elements must be as many as the shape holds, and bools 0 or 1") {
  CHECK(problem_of_elements(DType::kInt16, {2, 1}, "\1\2\3\4"sv).empty());
  CHECK(problem_of_elements(DType::kInt16, {2, 1}, "\1\2\3"sv) ==
        "int16[2, 1] needs 4 bytes, the file has 3");
  CHECK(problem_of_elements(DType::kBool, {2}, "\0\1"sv).empty());
  CHECK(problem_of_elements(DType::kBool, {2}, "\0\2"sv) == "an element is neither true nor false");
}
