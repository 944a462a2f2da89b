#include "pipeline/step_folder.h"

#include <catch2/catch.hpp>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "formats/record/record_file.h"
#include "passes/generate_config.h"
#include "passes/prepare.h"
#include "pipeline/calibrate.h"
#include "pipeline/load_model.h"
#include "pipeline/restore_calibration.h"
#include "pipeline/samples.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// Notes which of the rounding's three steps ran, and interrupts when `last` begins.
class Interruption : public Events {
 public:
  explicit Interruption(std::string last = "none") : last_(std::move(last)) {}

  void stage(const std::string&, const std::string&) override {}
  void progress(const std::string& step, int64_t, int64_t) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (step == last_) throw Error(ErrorKind::kInterrupted, "interrupted");
    if (step.find("rounding") == 0 && (steps_.empty() || steps_.back() != step)) {
      steps_.push_back(step);
    }
  }
  const std::vector<std::string>& steps() const { return steps_; }

 private:
  const std::string last_;
  std::mutex mutex_;
  std::vector<std::string> steps_;
};

// The sample of the repository, about to be calibrated.
struct Job {
  Settings settings;
  QuantConfig config;
  SampleSource samples;
  CalibrationMethods methods{{}, {"headroom", "rounding", "outputs"}};
  Observation observation;

  Job() {
    const fs::path folder = MSQUANT_SOURCE_DIR "/configs/sample";
    settings.add_yaml(folder / "lenet5.yaml", false);
    settings.set("calibration_batches", "1", "test");
    Graph graph = load_model({{}, folder / "lenet5.ckpt", true}, settings).graph;
    prepare(graph, true);
    config = generate_config(graph);
    samples = calibration_samples({(folder / "fashion/calib").string()}, settings, graph, {}, 2);
    Interruption events;
    observation = observe_model(graph, config, *samples(), samples, methods, 2, events);
  }

  // The calibrated model as text.
  std::string run(Interruption& events, StepFolder* steps) const {
    const Calibrated calibrated =
        calibrate(observation, config, samples, methods, 2, events, steps);
    return to_text(calibrated.record) + digest_of(calibrated.graph);
  }
};

const std::vector<std::string> kSteps{"rounding 1/3", "rounding 2/3", "rounding 3/3"};

}  // namespace

TEST_CASE("rounding that was interrupted goes on at the next layer, to the same bytes") {
  const Job job;
  Interruption undisturbed;
  const std::string expected = job.run(undisturbed, nullptr);
  REQUIRE(undisturbed.steps() == kSteps);
  for (size_t finished = 0; finished < kSteps.size(); ++finished) {
    const TempDir dir;
    StepFolder steps(dir.path(), "these images");
    Interruption interrupted(kSteps[finished]), resumed;
    CHECK_THROWS_WITH(job.run(interrupted, &steps), Catch::Contains("interrupted"));
    CHECK(job.run(resumed, &steps) == expected);
    CHECK(resumed.steps() ==
          std::vector<std::string>(kSteps.begin() + static_cast<std::ptrdiff_t>(finished),
                                   kSteps.end()));
  }
}

TEST_CASE("finished steps are not taken where they would come out otherwise, or are damaged") {
  Job job;
  const TempDir dir;
  Interruption first;
  StepFolder steps(dir.path(), "these images"), others(dir.path(), "other images");
  job.run(first, &steps);
  const auto steps_of = [&](StepFolder& folder) {
    Interruption events;
    job.run(events, &folder);
    return events.steps().size();
  };
  CHECK(steps_of(steps) == 0);
  const fs::path file = dir / "unfinished/rounding-2.bin";
  std::string bytes = read_file(file);
  bytes[bytes.size() / 2] ^= 1;
  write_file(file, bytes);
  CHECK(steps_of(steps) == 1);
  job.config.layers.back().quant = false;
  CHECK(steps_of(steps) == 2);
  CHECK(steps_of(others) == 2);

  StepFolder::remove(dir.path());
  CHECK(fs::is_empty(dir.path()));
}
