// MPI, if msquant is built with it (MSQUANT_WITH_MPI).
#pragma once

#include <memory>
#include <string>

#include "comm/comm.h"

namespace msquant {

// "Open MPI v4.1.4", or that there is none.
std::string mpi_library();

// Starts MPI and joins the other ranks. Throws Error(kUnsupported) if msquant is built without MPI,
// or if MPI does not see the `launched` processes that the launcher has started: they would not
// know of each other, and all write the same files.
std::unique_ptr<Comm> join_mpi(int launched);

}  // namespace msquant
