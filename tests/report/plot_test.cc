#include "report/plot.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace msquant;

TEST_CASE("ticks are round numbers within the axis") {
  CHECK(nice_ticks(0, 10, 5) == std::vector<double>{0, 2, 4, 6, 8, 10});
  CHECK(nice_ticks(-1.2, 2.7, 4) == std::vector<double>{-1, 0, 1, 2});
  CHECK(nice_ticks(3, 3, 4).empty());
  CHECK(nice_ticks(0, std::numeric_limits<double>::infinity(), 4).empty());
}

TEST_CASE("a scale maps its ends, and a single point to the middle") {
  const Scale scale(-1, 3, 100, 0);
  CHECK(scale(-1) == 100);
  CHECK(scale(3) == 0);
  CHECK(scale(1) == 50);
  CHECK(Scale(2, 2, 0, 100)(2) == 50);
}

TEST_CASE("numbers are short") {
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(17.884) == "17.88");
  CHECK(db_text(std::numeric_limits<double>::infinity()) == "equal");
  CHECK(bytes_text(100) == "100 B");
  CHECK(bytes_text(int64_t{24} << 20) == "24.0 MiB");
}
