#include "tune/tune.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

SilentEvents silence;

// Four layers; each loses some of 1000 images while it is quantized.
struct Example {
  TempDir dir;
  std::map<std::string, int64_t> lost{{"a", 20}, {"b", 5}, {"c", 3}, {"d", 0}};
  int evaluations = 0;
  std::vector<QuantConfig> written;
  TuneJob job;

  explicit Example(double max_drop) {
    for (const auto& [layer, images] : lost) {
      job.config.layers.push_back({layer, true});
      job.ranking.push_back(layer);
    }
    job.max_drop = max_drop;
    job.evaluate = [this](const QuantConfig& config) {
      ++evaluations;
      Evaluation result;
      result.images = result.reference.images = result.reference.top1 = 1000;
      result.quantized = Comparison();
      result.quantized->accuracy = result.reference;
      result.quantized->agreement = 1000;
      for (const std::string& layer : config.quantized_layers()) {
        result.quantized->accuracy.top1 -= lost.at(layer);
      }
      return result;
    };
    job.write = [this](const QuantConfig& config) { written.push_back(config); };
  }

  TuneResult run(bool resume = false) {
    TrialFolder folder(dir / "trials", resume);
    folder.set_key("k");
    return tune(job, folder, silence);
  }
};

std::vector<std::string> quantized(const QuantConfig& config) { return config.quantized_layers(); }

}  // namespace

TEST_CASE("the fewest float layers that meet the target are found and written") {
  Example example(0.8);
  const TuneResult result = example.run();
  CHECK(result.is_met);
  CHECK(result.best.float_layers == std::vector<std::string>{"a"});
  CHECK(result.best.drop() == 0.8);
  CHECK(quantized(result.config) == std::vector<std::string>{"b", "c", "d"});
  CHECK(quantized(example.written.back()) == quantized(result.config));
  CHECK(result.trials.size() == static_cast<size_t>(example.evaluations));
}

TEST_CASE("a layer that ranked badly without reason is quantized again") {
  Example example(0.5);
  example.job.ranking = {"d", "b", "a", "c"};
  const TuneResult result = example.run();
  CHECK(result.is_met);
  // Losing 3 of c, or 5 of b, is allowed, but not both.
  CHECK(result.best.float_layers == std::vector<std::string>{"b", "a"});
}

TEST_CASE("a target that cannot be met gives the smallest drop") {
  Example example(-1);
  const TuneResult result = example.run();
  CHECK_FALSE(result.is_met);
  CHECK(result.best.drop() == 0);
  CHECK(quantized(example.written.back()) == std::vector<std::string>{"d"});
}

TEST_CASE("the number of trials is bounded, and the best so far is written") {
  for (int most = 1; most <= 3; ++most) {
    Example example(0.3);
    example.job.budget.trials = most;
    const TuneResult result = example.run();
    CHECK(result.trials.size() == static_cast<size_t>(most));
    CHECK(example.evaluations == most);
    CHECK_THAT(result.stopped, Contains("number of trials"));
    CHECK(quantized(example.written.back()) == quantized(result.config));
  }
}

TEST_CASE("when the time is up the first trial still runs") {
  Example example(0.3);
  example.job.budget.seconds = 0;
  const TuneResult result = example.run();
  CHECK(result.trials.size() == 1);
  CHECK_THAT(result.stopped, Contains("time"));
  CHECK(example.written.size() == 1);
}

TEST_CASE("an interrupted search goes on to the same result without running a trial twice") {
  Example whole(0.3);
  const TuneResult expected = whole.run();
  for (int finished = 1; finished < whole.evaluations; ++finished) {
    Example example(0.3);
    const auto evaluate = example.job.evaluate;
    example.job.evaluate = [&](const QuantConfig& config) {
      if (example.evaluations == finished) throw Error(ErrorKind::kInterrupted, "interrupted");
      return evaluate(config);
    };
    CHECK_THROWS_WITH(example.run(), Contains("--resume"));
    example.job.evaluate = evaluate;
    const TuneResult result = example.run(true);
    CHECK(result.best.float_layers == expected.best.float_layers);
    CHECK(result.best.number == expected.best.number);
    CHECK(result.trials.size() == expected.trials.size());
    CHECK(example.evaluations == whole.evaluations);
    CHECK(quantized(example.written.back()) == quantized(expected.config));
  }
}
