// The ranks of this run.
#pragma once

#include "comm/comm.h"

namespace msquant {

// Those that mpirun or srun started together, or this process alone. The first call joins them, and
// throws what join_mpi() throws; MPI is left alone where there is but one.
Comm& world();

}  // namespace msquant
