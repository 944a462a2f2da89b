#include "comm/launch.h"

#include <algorithm>
#include <cstdlib>

namespace msquant {

int launched_ranks() {
  // Of Open MPI's mpirun; of MPICH's, and srun --mpi=pmi2; of srun in any other case. mpirun may
  // itself have been started by srun, so its own word goes first.
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    if (const char* size = std::getenv(name)) return std::max(1, std::atoi(size));
  }
  return 1;
}

}  // namespace msquant
