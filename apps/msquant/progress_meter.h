// Turns a stream of counts into what is worth showing: not too often, with rate and remaining time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace msquant {

struct Progress {
  std::string step;
  int64_t done = 0, total = 0;
  double images_per_second = 0;  // 0: not known yet
  double seconds_left = 0;
};

class ProgressMeter {
 public:
  // `pause` is the least time between two reports. With `shows_end` the last count of a step is
  // reported even if it comes earlier.
  ProgressMeter(std::chrono::milliseconds pause, bool shows_end)
      : pause_(pause), shows_end_(shows_end) {}

  // What to show now, if anything. Streams report out of order; the count never goes back.
  std::optional<Progress> update(const std::string& step, int64_t done, int64_t total);

  // The next step begins at 0, even under the same name.
  void reset() { step_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  const std::chrono::milliseconds pause_;
  const bool shows_end_;
  std::string step_;
  int64_t first_ = 0, shown_ = 0;
  Clock::time_point started_, last_shown_;
};

// "32/96 images  41.0 images/s  ETA 0:02"
std::string to_string(const Progress& progress);

}  // namespace msquant
