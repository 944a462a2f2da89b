#include "comm/world.h"

#include <memory>

#include "comm/launch.h"
#include "comm/mpi_library.h"

namespace msquant {

Comm& world() {
  static const std::unique_ptr<Comm> ranks =
      launched_ranks() > 1 ? join_mpi(launched_ranks()) : nullptr;
  return ranks ? *ranks : serial_comm();
}

}  // namespace msquant
