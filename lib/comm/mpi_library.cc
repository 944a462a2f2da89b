#include "comm/mpi_library.h"

#include <mpi.h>

#include <climits>
#include <thread>

namespace msquant {
namespace {

constexpr int kTag = 0;

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int world_size() {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

// Lower ranks give up first, so that of several that failed only one speaks.
std::chrono::milliseconds patience(int rank) {
  return std::chrono::milliseconds(10000 + 200 * rank);
}

// MPI's own errors end all ranks (MPI_ERRORS_ARE_FATAL, its default). Used by one thread.
class MpiComm : public Comm {
 public:
  MpiComm() : Comm(world_rank(), world_size(), patience(world_rank())) {}

 private:
  // Asks again and again with pauses: a wait inside MPI would take a core from those who compute.
  template <class IsDone>
  static void wait(Clock::time_point deadline, const IsDone& is_done) {
    while (!is_done()) {
      if (Clock::now() > deadline) throw TimedOut();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  void send(int rank, const std::string& bytes, Clock::time_point deadline) override {
    MSQUANT_CHECK(bytes.size() <= INT_MAX);
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, rank, kTag, MPI_COMM_WORLD,
              &request);
    wait(deadline, [&] {
      int is_done = 0;
      MPI_Test(&request, &is_done, MPI_STATUS_IGNORE);
      return is_done != 0;
    });
  }

  std::string receive(int rank, Clock::time_point deadline) override {
    MPI_Status status;
    wait(deadline, [&] {
      int is_there = 0;
      MPI_Iprobe(rank, kTag, MPI_COMM_WORLD, &is_there, &status);
      return is_there != 0;
    });
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    std::string bytes(static_cast<size_t>(size), '\0');
    MPI_Recv(bytes.data(), size, MPI_BYTE, rank, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return bytes;
  }

  void close() override { MPI_Finalize(); }

  void abort(ExitStatus status) override {
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(status));
    std::abort();
  }
};

}  // namespace

std::string mpi_library() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string version(text, static_cast<size_t>(length));
  return version.substr(0, version.find_first_of(",\n"));
}

std::unique_ptr<Comm> join_mpi(int launched) {
  int threads = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &threads);
  if (world_size() == launched) return std::make_unique<MpiComm>();
  throw Error(ErrorKind::kUnsupported,
              "msquant was started " + std::to_string(launched) + " times at once", "",
              "the processes cannot find each other: " + mpi_library() + " sees " +
                  std::to_string(world_size()) + " of them",
              "start it with the mpirun of that library, or with srun --mpi=pmix");
}

}  // namespace msquant
