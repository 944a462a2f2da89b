#include "comm/launch.h"

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace msquant;

TEST_CASE("the launcher's environment says how many ranks there are") {
  const char* const names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"};
  for (const char* name : names) ::unsetenv(name);
  CHECK(launched_ranks() == 1);
  for (const char* name : names) {
    ::setenv(name, "3", 1);
    CHECK(launched_ranks() == 3);
    ::setenv(name, "none", 1);
    CHECK(launched_ranks() == 1);
    ::unsetenv(name);
  }
  // mpirun within a job step of srun.
  ::setenv("SLURM_STEP_NUM_TASKS", "2", 1);
  ::setenv("OMPI_COMM_WORLD_SIZE", "8", 1);
  CHECK(launched_ranks() == 8);
  for (const char* name : names) ::unsetenv(name);
}
