#include "engine/onednn/out_of_memory.h"

#include <sys/mman.h>

#include <new>

namespace msquant {

void throw_if_out_of_memory(const dnnl::error& error) {
  if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
}

void require_room_for_code() {
  constexpr size_t kBytes = size_t{4} << 20;  // of several primitives; one may be made of others
  void* const room =
      ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  ::munmap(room, kBytes);
}

}  // namespace msquant
