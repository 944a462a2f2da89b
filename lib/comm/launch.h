// How many processes the launcher of this one has started together.
#pragma once

namespace msquant {

// As mpirun or srun say in the environment; 1 without them. Costs nothing: MPI is not asked.
int launched_ranks();

}  // namespace msquant
