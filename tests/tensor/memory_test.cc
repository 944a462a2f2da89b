#include "tensor/memory.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <new>

namespace msquant {

TEST_CASE("memory of any size is aligned, and large memory is zero each time") {
  for (const size_t bytes : {size_t{0}, size_t{1}, kHugePage - 1, kHugePage, 3 * kHugePage + 5}) {
    for (int round = 0; round < 2; ++round) {
      const auto memory = allocate_memory(bytes);
      const auto begin = static_cast<char*>(memory.get());
      CHECK(begin != nullptr);
      CHECK(reinterpret_cast<uintptr_t>(begin) % 64 == 0);
      if (bytes >= kHugePage) {
        CHECK(std::all_of(begin, begin + bytes, [](char byte) { return byte == 0; }));
      }
      std::fill(begin, begin + bytes, 'x');
    }
  }
}

TEST_CASE("memory that no machine has is refused") {
  for (const size_t bytes : {SIZE_MAX, SIZE_MAX - kHugePage, SIZE_MAX / 2, size_t{1} << 62}) {
    CHECK_THROWS_AS(allocate_memory(bytes), std::bad_alloc);
  }
}

}  // namespace msquant
