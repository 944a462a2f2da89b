#include "msquant/rehearsal.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "calibrate/correction.h"
#include "evaluate/accuracy.h"
#include "formats/message_file.h"
#include "pipeline/memory_limit.h"

namespace msquant {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kImagesPerThread = 4;

// The first good samples of another stream.
class FirstSamples : public SampleStream {
 public:
  FirstSamples(std::unique_ptr<SampleStream> all, int64_t count)
      : all_(std::move(all)), left_(count) {}

  std::optional<Batch> next() override { return left_-- > 0 ? all_->next() : std::nullopt; }
  int64_t sample_count() const override { return all_->sample_count(); }
  std::vector<BadSample> bad_samples() const override { return all_->bad_samples(); }

 private:
  const std::unique_ptr<SampleStream> all_;
  std::atomic<int64_t> left_;
};

// Notes when the images of each step came out.
class Stopwatch : public Events {
 public:
  // `streams` images are on their way at a time.
  explicit Stopwatch(int streams) : streams_(static_cast<size_t>(streams)) {}

  void stage(const std::string&, const std::string&) override {}
  void progress(const std::string& name, int64_t, int64_t) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    times_[name].push_back(Clock::now());
  }

  // The first image of each stream does not count: it pays for what is done once. 0 if there are no
  // others.
  double images_per_second(const std::string& step) const {
    const auto found = times_.find(step);
    if (found == times_.end() || found->second.size() <= streams_) return 0;
    const std::vector<Clock::time_point>& times = found->second;
    const double seconds =
        std::chrono::duration<double>(times.back() - times[streams_ - 1]).count();
    return seconds <= 0 ? 0 : static_cast<double>(times.size() - streams_) / seconds;
  }

  int64_t step_count() const { return static_cast<int64_t>(times_.size()); }

  // For `count` images through all steps that were seen.
  double seconds_for(int64_t count) const {
    double seconds = 0;
    for (const auto& [step, unused] : times_) {
      const double rate = images_per_second(step);
      if (rate > 0) seconds += static_cast<double>(count) / rate;
    }
    return seconds;
  }

 private:
  const size_t streams_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Clock::time_point>> times_;
};

// Those that take one pass: the others are what makes a calibration long.
std::vector<std::string> quick_corrections(const std::vector<std::string>& names) {
  std::vector<std::string> quick;
  for (const Correction& correction : find_corrections(names)) {
    if (correction.passes == nullptr) quick.emplace_back(correction.name);
  }
  return quick;
}

// Passes of the corrections that were not rehearsed.
int64_t slow_passes(const std::vector<std::string>& names, const Graph& calibrated) {
  int64_t passes = 0;
  for (const Correction& correction : find_corrections(names)) {
    if (correction.passes != nullptr) passes += correction.passes(calibrated);
  }
  return passes;
}

}  // namespace

Rehearsal rehearse(const CalibrationOptions& options, const CalibrationJob& job,
                   const SampleSource& samples, const SampleSource& validation,
                   Histograms histograms) {
  const CalibrationMethods all = calibration_methods(job.settings);
  const int threads = options.data.thread_count(job.model.graph, all);
  const int64_t few = std::min(samples.size(), kImagesPerThread * threads);
  const auto first_of = [few](const SampleSource& source) {
    return std::make_unique<FirstSamples>(source(), few);
  };
  const SampleSource some(samples.size(), [&](int64_t, int64_t) { return first_of(samples); });
  const CalibrationMethods quick{all.layers, quick_corrections(all.corrections)};
  Stopwatch calibration(threads), evaluation(threads);
  const Clock::time_point start = Clock::now();
  const auto first = some();
  const Observation observation = observe_model(job.model.graph, job.config, *first, some, quick,
                                                threads, calibration, histograms);
  report_bad_samples(*first, options.data.max_bad_images, serial_comm());
  const Calibrated calibrated =
      calibrate(observation, job.config, some, quick, threads, calibration);
  const Graph lowered = lower(calibrated, false);
  const double spent = std::chrono::duration<double>(Clock::now() - start).count();

  Rehearsal result;
  result.images = first->sample_count();
  if (validation) {
    const auto images = first_of(validation);
    evaluate(job.model.graph, &lowered, *images, threads, evaluation);
    result.validation_images = images->sample_count();
    result.evaluation_seconds = evaluation.seconds_for(result.validation_images);
  }
  const int64_t slow = slow_passes(all.corrections, calibrated.graph);
  result.is_longer = slow > 0;
  result.passes = calibration.step_count() + slow;
  result.images_per_second = calibration.images_per_second("calibrate");
  // What was spent on anything but images is spent once, however many there are.
  result.calibration_seconds =
      calibration.seconds_for(result.images) + std::max(0.0, spent - calibration.seconds_for(few));
  if (result.images_per_second > 0) {
    result.calibration_seconds +=
        static_cast<double>(slow * result.images) / result.images_per_second;
  }
  result.memory_bytes = calibration_memory(job.model.graph, all, histograms).of(threads);
  result.bytes_before = constant_bytes(job.model.graph);
  result.bytes_after = constant_bytes(lowered);
  return result;
}

}  // namespace msquant
