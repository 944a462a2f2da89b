// Flags that say which samples to use, shared by the commands that run a model on them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>

#include "comm/workers.h"
#include "comm/world.h"
#include "pipeline/methods.h"
#include "pipeline/samples.h"
#include "pipeline/settings.h"

namespace msquant {

struct DataOptions {
  DataArguments data, validation;
  int64_t batches = 0, batch_size = 0;
  std::optional<uint64_t> shuffle_seed;
  int64_t max_bad_images = -1;
  int threads = 0;
  int64_t memory_limit = 0;  // bytes; 0: none

  void add_calibration_to(CLI::App& app);
  // --data alone.
  void add_data_to(CLI::App& app, const char* help);
  void add_validation_to(CLI::App& app, const char* flags);
  void add_common_to(CLI::App& app);

  // Puts the flags that were given over the settings.
  void apply_to(Settings& settings) const;

  // As many as were asked for, or as there are processors.
  int wanted_threads() const;
  // Threads that run `graph`, or calibrate it: the wanted ones, or as many as the memory limit
  // leaves room for. Throws what streams_within() throws.
  int thread_count(const Graph& graph, const CalibrationMethods& methods = {}) const;
  // These threads, and the ranks of this run.
  Workers workers(const Graph& graph) const { return {thread_count(graph), world()}; }
};

// The part of the samples that this rank takes to run through `graph`. Throws Error(kConfig) if
// another rank has another graph, or another number of samples.
std::unique_ptr<SampleStream> open_part(const SampleSource& samples, const Graph& graph);

// The validation samples that the flags, else the settings name; an empty function if neither does.
// Throws what validation_samples() throws.
SampleSource find_validation_samples(const DataOptions& options, const Settings& settings,
                                     const Graph& graph);

// The same, where there must be some. Throws Error(kUsage) naming `flag` if there are none.
SampleSource require_validation_samples(const DataOptions& options, const Settings& settings,
                                        const Graph& graph, const char* flag);

}  // namespace msquant
