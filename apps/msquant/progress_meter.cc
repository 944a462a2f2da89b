#include "msquant/progress_meter.h"

#include <fmt/format.h>

#include "msquant/units.h"

namespace msquant {
std::optional<Progress> ProgressMeter::update(const std::string& step, int64_t done,
                                              int64_t total) {
  const Clock::time_point now = Clock::now();
  if (step != step_) {
    step_ = step;
    first_ = done;
    shown_ = 0;
    started_ = last_shown_ = now;
  }
  const bool is_end = done == total && (shows_end_ || shown_ > 0);
  if (done <= shown_ || (now - last_shown_ < pause_ && !is_end)) return std::nullopt;
  shown_ = done;
  last_shown_ = now;
  Progress progress{step, done, total};
  // The first image pays for what is done once.
  const double seconds = std::chrono::duration<double>(now - started_).count();
  if (done == first_ || seconds <= 0) return progress;
  progress.images_per_second = static_cast<double>(done - first_) / seconds;
  progress.seconds_left = static_cast<double>(total - done) / progress.images_per_second;
  return progress;
}

std::string to_string(const Progress& progress) {
  const std::string count = fmt::format("{}/{} images", progress.done, progress.total);
  if (progress.images_per_second <= 0) return count;
  return fmt::format("{}  {:.1f} images/s  ETA {}", count, progress.images_per_second,
                     duration_text(progress.seconds_left));
}

}  // namespace msquant
