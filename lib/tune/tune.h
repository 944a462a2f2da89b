// Leaves the layers in float that quantization hurts most, as few as a target needs.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "base/events.h"
#include "evaluate/accuracy.h"
#include "quant/quant_config.h"
#include "tune/trial_folder.h"

namespace msquant {

// The most that a search may cost. Both are looked at between trials; the first always runs.
struct TuneBudget {
  int trials = 20;                                           // trials of an earlier run count, too
  double seconds = std::numeric_limits<double>::infinity();  // of this run
};

struct TuneJob {
  QuantConfig config;                // the layers that may be quantized
  std::vector<std::string> ranking;  // of those, the one that hurts most first
  double max_drop = 0;               // see drop_points()
  TuneBudget budget;
  // Measures a configuration of a classifier; writes its model and files.
  std::function<Evaluation(const QuantConfig& config)> evaluate;
  std::function<void(const QuantConfig& config)> write;
};

struct TuneResult {
  Trial best;
  QuantConfig config;         // of the best trial
  std::vector<Trial> trials;  // all, by their numbers
  bool is_met = false;
  std::string stopped;  // why the search ended, for people
};

// Runs trials until nothing better is to be expected or the budget is spent. The best trial so far
// has been written at any time: of those that meet the target the one with the fewest float layers,
// otherwise the one of the smallest drop. Trials that `folder` holds are not run again, so that an
// interrupted search goes on to the same result. Throws Error(kInterrupted) saying how.
TuneResult tune(const TuneJob& job, TrialFolder& folder, Events& events);

}  // namespace msquant
