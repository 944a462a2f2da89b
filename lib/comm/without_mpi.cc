#include "comm/mpi_library.h"

namespace msquant {

std::string mpi_library() { return "not built in"; }

std::unique_ptr<Comm> join_mpi(int launched) {
  throw Error(ErrorKind::kUnsupported,
              "msquant was started " + std::to_string(launched) + " times at once", "",
              "it is built without MPI, so the processes cannot share the work",
              "build it with -DMSQUANT_WITH_MPI=ON, or start it once");
}

}  // namespace msquant
