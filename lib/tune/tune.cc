#include "tune/tune.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "tune/fallback_search.h"

namespace msquant {
namespace {

std::string points(double drop) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f points", drop);
  return text;
}

class Tuner {
 public:
  Tuner(const TuneJob& job, TrialFolder& folder, Events& events)
      : job_(job), folder_(folder), events_(events) {}

  TuneResult run() {
    const bool is_finished = search_fallback(
        job_.ranking.size(), [this](const FloatRanks& ranks) { return attempt(ranks); });
    write_best();
    if (is_finished) stopped_ = "nothing is left to try";
    const QuantConfig config = with_float_layers(job_.config, best_->float_layers);
    return {*best_, config, trials(), is_met(*best_), stopped_};
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::optional<bool> attempt(const FloatRanks& ranks) {
    std::vector<std::string> layers;
    for (size_t rank : ranks) layers.push_back(job_.ranking[rank]);
    const auto known = tried_.find(layers);
    if (known != tried_.end()) return is_met(known->second);
    const std::optional<Trial> stored = folder_.find(layers);
    if (!has_budget(stored.has_value())) return std::nullopt;
    const Trial trial = stored ? *stored : measure(layers);
    tried_[layers] = trial;
    report(trial, stored.has_value());
    if (!best_ || is_better(trial, *best_)) {
      best_ = trial;
      is_written_ = false;
    }
    // Trials of an earlier run come in quick succession; the best of them is enough.
    if (!stored) write_best();
    return is_met(trial);
  }

  std::vector<Trial> trials() const {
    std::vector<Trial> all;
    for (const auto& [unused, trial] : tried_) all.push_back(trial);
    std::sort(all.begin(), all.end(),
              [](const Trial& a, const Trial& b) { return a.number < b.number; });
    return all;
  }

  // The first trial always runs; one that an earlier run paid for takes no time.
  bool has_budget(bool is_stored) {
    if (tried_.empty()) return true;
    const std::chrono::duration<double> spent = Clock::now() - started_;
    if (static_cast<int>(tried_.size()) >= job_.budget.trials) {
      stopped_ = "the number of trials is reached";
    } else if (!is_stored && spent.count() >= job_.budget.seconds) {
      stopped_ = "the time is up";
    }
    return stopped_.empty();
  }

  Trial measure(const std::vector<std::string>& layers) {
    const QuantConfig config = with_float_layers(job_.config, layers);
    return folder_.add(layers, job_.evaluate(config), config);
  }

  void report(const Trial& trial, bool is_stored) {
    events_.stage("trial " + std::to_string(tried_.size()),
                  std::to_string(trial.float_layers.size()) + " of " +
                      std::to_string(job_.ranking.size()) + " layers float, drop " +
                      points(trial.drop()) + (is_met(trial) ? ": met" : ": missed") +
                      (is_stored ? " (of the earlier run)" : ""));
  }

  bool is_met(const Trial& trial) const { return trial.drop() <= job_.max_drop; }

  bool is_better(const Trial& a, const Trial& b) const {
    if (is_met(a) != is_met(b)) return is_met(a);
    const size_t a_layers = a.float_layers.size(), b_layers = b.float_layers.size();
    if (is_met(a)) return std::tuple(a_layers, a.drop()) < std::tuple(b_layers, b.drop());
    return std::tuple(a.drop(), a_layers) < std::tuple(b.drop(), b_layers);
  }

  void write_best() {
    if (!is_written_) job_.write(with_float_layers(job_.config, best_->float_layers));
    is_written_ = true;
  }

  const TuneJob& job_;
  TrialFolder& folder_;
  Events& events_;
  const Clock::time_point started_ = Clock::now();
  std::map<std::vector<std::string>, Trial> tried_;  // in this search, by float layers
  std::optional<Trial> best_;
  bool is_written_ = false;
  std::string stopped_;
};

}  // namespace

TuneResult tune(const TuneJob& job, TrialFolder& folder, Events& events) {
  try {
    return Tuner(job, folder, events).run();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, error.message(), folder.path().string(),
                "finished trials are kept", "the same command with --resume goes on");
  }
}

}  // namespace msquant
