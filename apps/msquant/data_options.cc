#include "msquant/data_options.h"

#include <thread>

#include "base/error.h"
#include "pipeline/images.h"

namespace msquant {

void DataOptions::add_calibration_to(CLI::App& app) {
  app.add_option("--data", data, "calibration images: one folder a class, or a flat folder");
  app.add_option("--batches", batches, "number of calibration batches (default 3)")
      ->check(CLI::PositiveNumber);
  app.add_option("--batch-size", batch_size, "images in a batch (default: batch_size of the YAML)")
      ->check(CLI::PositiveNumber);
  app.add_option("--shuffle-seed", shuffle_seed,
                 "pick random images of each class instead of the first ones");
}

void DataOptions::add_validation_to(CLI::App& app, const char* flags) {
  app.add_option(flags, validation, "labelled images, one folder a class");
}

void DataOptions::add_common_to(CLI::App& app) {
  app.add_option("--threads", threads, "threads (default: all cores)")->check(CLI::PositiveNumber);
  app.add_option("--max-bad-images", max_bad_images,
                 "fail if more images than this cannot be read (default: no limit)")
      ->check(CLI::NonNegativeNumber);
}

void DataOptions::apply_to(Settings& settings) const {
  if (batches > 0) settings.set("calibration_batches", std::to_string(batches), "--batches");
  if (batch_size > 0) settings.set("batch_size", std::to_string(batch_size), "--batch-size");
}

int DataOptions::thread_count() const {
  if (threads > 0) return threads;
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

std::vector<Sample> labelled_samples(const DataOptions& options, const Settings& settings,
                                     const Graph& model) {
  if (const auto folder = validation_folder(options.validation, settings)) {
    return validation_samples(*folder, model);
  }
  throw Error(ErrorKind::kUsage, "no validation images are given", "", "", "--data FOLDER");
}

}  // namespace msquant
