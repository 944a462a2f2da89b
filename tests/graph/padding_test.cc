// Expected values: MindSpore's resolved pad_list, and the formula of ONNX's auto_pad.
#include "graph/padding.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

void check(const Padding& actual, const Padding& expected) {
  CHECK(actual.top == expected.top);
  CHECK(actual.bottom == expected.bottom);
  CHECK(actual.left == expected.left);
  CHECK(actual.right == expected.right);
}

}  // namespace

TEST_CASE("The odd element of padding goes behind the image") {
  check(same_padding({1, 3, 32, 32}, {7, 7}, {2, 2}), {2, 3, 2, 3});
}

TEST_CASE("The odd element goes before the image where the format says so") {
  check(same_padding({1, 3, 32, 32}, {7, 7}, {2, 2}, OddPadding::kBefore), {3, 2, 3, 2});
}

TEST_CASE("Height and width are padded on their own") {
  check(same_padding({1, 3, 8, 9}, {3, 1}, {1, 4}), {1, 1, 0, 0});
}

TEST_CASE("Windows that do not meet need no padding") {
  check(same_padding({1, 3, 8, 8}, {1, 1}, {2, 2}), {});
}
