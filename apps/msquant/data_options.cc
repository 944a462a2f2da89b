#include "msquant/data_options.h"

#include <fmt/format.h>

#include <functional>
#include <thread>

#include "base/error.h"
#include "msquant/flag_checks.h"
#include "pipeline/memory_limit.h"
#include "pipeline/restore_calibration.h"

namespace msquant {
namespace {

// A flag that is given once for each input.
void add_data_option(CLI::App& app, const char* flags, DataArguments& data, const char* help) {
  app.add_option(flags, data, help)->type_name("PATH")->allow_extra_args(false);
}

}  // namespace

void DataOptions::add_data_to(CLI::App& app, const char* help) {
  add_data_option(app, "--data", data, help);
}

void DataOptions::add_calibration_to(CLI::App& app) {
  add_data_to(app,
              "calibration images: class folders, a flat folder, a list, the files of CIFAR or "
              "MNIST; or .npy files, as NAME=PATH for each of several inputs");
  app.add_option("--batches", batches, "number of calibration batches (default 3)")
      ->check(at_least(1));
  app.add_option("--batch-size", batch_size, "images in a batch (default: batch_size of the YAML)")
      ->check(at_least(1));
  app.add_option("--shuffle-seed", shuffle_seed,
                 "pick random images of each class instead of evenly spaced ones");
}

void DataOptions::add_validation_to(CLI::App& app, const char* flags) {
  add_data_option(app, flags, validation,
                  "validation images, with labels or without, as calibration takes them");
}

void DataOptions::add_common_to(CLI::App& app) {
  app.add_option("--threads", threads, "threads (default: all cores)")->check(at_least(1));
  app.add_option("--memory-limit", memory_limit,
                 "most memory to use, such as 2G: with less room, fewer threads run")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
  app.add_option("--max-bad-images", max_bad_images,
                 "fail if more images than this cannot be read (default: no limit)")
      ->check(at_least(0));
}

void DataOptions::apply_to(Settings& settings) const {
  if (batches > 0) settings.set("calibration_batches", std::to_string(batches), "--batches");
  if (batch_size > 0) settings.set("batch_size", std::to_string(batch_size), "--batch-size");
}

int DataOptions::wanted_threads() const {
  return threads > 0 ? threads
                     : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

int DataOptions::thread_count(const Graph& graph, const CalibrationMethods& methods) const {
  const int wanted = wanted_threads();
  if (memory_limit == 0) return wanted;
  const MemoryNeed need = calibration_memory(graph, methods, Histograms::kEverywhere);
  const int fitting = streams_within(memory_limit, need, wanted);
  enforce_memory_limit(memory_limit);
  return fitting;
}

std::unique_ptr<SampleStream> open_part(const SampleSource& samples, const Graph& graph) {
  Comm& comm = world();
  if (comm.size() > 1) {
    // Ranks that are at different steps end with an error that names both.
    comm.all_reduce(fmt::format("{} images through model {:.12}", samples.size(), digest_of(graph)),
                    "", std::plus<>());
  }
  return samples.part(comm.rank(), comm.size());
}

SampleSource find_validation_samples(const DataOptions& options, const Settings& settings,
                                     const Graph& graph) {
  const DataArguments data = validation_data(options.validation, settings);
  if (data.empty()) return {};
  return validation_samples(data, settings, graph, options.thread_count(graph));
}

SampleSource require_validation_samples(const DataOptions& options, const Settings& settings,
                                        const Graph& graph, const char* flag) {
  SampleSource samples = find_validation_samples(options, settings, graph);
  if (samples) return samples;
  throw Error(ErrorKind::kUsage, "no validation images are given", "", "",
              std::string(flag) + " PATH");
}

}  // namespace msquant
