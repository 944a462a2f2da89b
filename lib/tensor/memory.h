// Where the elements of tensors lie.
#pragma once

#include <cstddef>
#include <memory>

namespace msquant {

// The size of a huge page (Linux, admin-guide/mm/transhuge).
inline constexpr size_t kHugePage = size_t{2} << 20;

// Memory for `bytes` bytes, aligned to 64. From kHugePage bytes on it comes straight from the
// system, in huge pages if there are any, holds zeros, and returns there as soon as nobody owns it:
// weights are touched only a few times, so that finding their pages costs as much as using them.
// Throws std::bad_alloc.
std::shared_ptr<void> allocate_memory(size_t bytes);

}  // namespace msquant
