#include "base/file_part.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace msquant {

std::shared_ptr<const void> part_of(const std::shared_ptr<const MappedFile>& file,
                                    std::string_view bytes) {
  const auto give_back = [file, size = bytes.size()](const void* begin) {
    const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto address = reinterpret_cast<uintptr_t>(begin);
    const uintptr_t first = (address + page - 1) / page * page;
    const uintptr_t last = (address + size) / page * page;
    if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
  };
  return {static_cast<const void*>(bytes.data()), give_back};
}

}  // namespace msquant
