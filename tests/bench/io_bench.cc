// What it costs to read a checkpoint that is in the page cache and to write an AIR to memory. The
// environment variable MSQUANT_BENCH_CKPT names the checkpoint, of a network of the model zoo.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "formats/air/air_writer.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "formats/checkpoint/model_parameters.h"
#include "zoo/zoo.h"

namespace msquant {
namespace {

const char* checkpoint() { return std::getenv("MSQUANT_BENCH_CKPT"); }

bool is_missing(benchmark::State& state) {
  if (checkpoint() == nullptr) state.SkipWithError("MSQUANT_BENCH_CKPT is not set");
  return checkpoint() == nullptr;
}

void set_bytes(benchmark::State& state, const std::filesystem::path& file) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) *
                          static_cast<int64_t>(std::filesystem::file_size(file)));
}

void parse_checkpoint(benchmark::State& state) {
  if (is_missing(state)) return;
  for (auto _ : state) benchmark::DoNotOptimize(read_checkpoint(checkpoint(), {true}));
  set_bytes(state, checkpoint());
}

void write_air_file(benchmark::State& state) {
  if (is_missing(state)) return;
  const ParameterSet parameters = model_parameters(read_checkpoint(checkpoint(), {true}));
  const Graph graph = build_network(recognise_network(parameters), parameters, {});
  const std::filesystem::path file = "/dev/shm/msquant_bench.air";
  for (auto _ : state) write_air(graph, file, {});
  set_bytes(state, file);
  std::filesystem::remove(file);
}

BENCHMARK(parse_checkpoint)->Unit(benchmark::kMillisecond);
BENCHMARK(write_air_file)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace msquant
