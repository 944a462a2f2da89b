#include "tensor/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace msquant {
namespace {

constexpr std::align_val_t kAlignment{64};

std::shared_ptr<void> from_heap(size_t bytes) {
  // A size-0 tensor still gets an address, so that only a default-constructed one has none.
  void* const memory = ::operator new(std::max<size_t>(bytes, 1), kAlignment);
  return {memory, [](void* p) { ::operator delete(p, kAlignment); }};
}

// What `size` has to grow by to be a multiple of `unit`.
size_t missing_to_multiple(size_t size, size_t unit) { return (unit - size % unit) % unit; }

void unmap(char* begin, const char* end) {
  if (begin < end) ::munmap(begin, static_cast<size_t>(end - begin));
}

// Whole pages, the first of which could be huge.
std::shared_ptr<void> from_system(size_t bytes) {
  if (bytes > SIZE_MAX / 2) throw std::bad_alloc();
  const size_t size =
      bytes + missing_to_multiple(bytes, static_cast<size_t>(::sysconf(_SC_PAGESIZE)));
  void* const map =
      ::mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) throw std::bad_alloc();
  char* const begin = static_cast<char*>(map);
  char* const memory = begin + missing_to_multiple(reinterpret_cast<uintptr_t>(begin), kHugePage);
  unmap(begin, memory);
  unmap(memory + size, begin + size + kHugePage);
  ::madvise(memory, size, MADV_HUGEPAGE);
  return {memory, [size](void* p) { ::munmap(p, size); }};
}

}  // namespace

std::shared_ptr<void> allocate_memory(size_t bytes) {
  return bytes < kHugePage ? from_heap(bytes) : from_system(bytes);
}

}  // namespace msquant
