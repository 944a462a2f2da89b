// Times, alternating in one process and on the same images and threads, what calibration cannot do
// without (the forward pass alone) and what it does: forward with statistics, whole processes.
//
//   whole_run_bench MODEL.yaml DATA ROUNDS NAME=COMMAND…
//
// Prints for each the least time on the clock and the least time of the processors, in seconds,
// each with its ratio to the forward pass: "NAME<tab>clock<tab>ratio<tab>processors<tab>ratio".

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/streams.h"
#include "calibrate/observe.h"
#include "engine/executor.h"
#include "graph/shape_inference.h"
#include "passes/generate_config.h"
#include "passes/insert_quant.h"
#include "passes/lower_quantized.h"
#include "passes/prepare.h"
#include "pipeline/load_model.h"
#include "pipeline/presets.h"
#include "pipeline/samples.h"

namespace msquant {
namespace {

// Seconds since some moment.
struct Time {
  double clock = 0, processors = 0;
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double processor_seconds(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

Time now() {
  const auto clock = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration<double>(clock).count(),
          processor_seconds(RUSAGE_SELF) + processor_seconds(RUSAGE_CHILDREN)};
}

Time operator-(const Time& a, const Time& b) {
  return {a.clock - b.clock, a.processors - b.processors};
}

int core_count() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

// Samples in memory, which remember when the first was asked for and when the last stream was done.
class TimedSamples : public SampleStream {
 public:
  explicit TimedSamples(const std::vector<ModelInputs>& samples) : samples_(samples) {}

  std::optional<Batch> next() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    last_ = now();
    if (next_ == 0) first_ = last_;
    if (next_ == samples_.size()) return std::nullopt;
    const auto index = static_cast<int64_t>(next_);
    return Batch{index, samples_[next_++], {-1}};
  }
  int64_t sample_count() const override { return static_cast<int64_t>(samples_.size()); }

  Time time() const { return last_ - first_; }

 private:
  const std::vector<ModelInputs>& samples_;
  std::mutex mutex_;
  size_t next_ = 0;
  Time first_, last_;
};

// What the tables compare: a name and how long one round of it takes.
struct Contender {
  std::string name;
  std::function<Time()> run;
  Time best{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};

  void run_once() {
    const Time time = run();
    best = {std::min(best.clock, time.clock), std::min(best.processors, time.processors)};
  }
};

Time forward_time(const Executor& executor, const std::vector<ModelInputs>& images, int threads) {
  TimedSamples samples(images);
  run_streams(threads, [&](int) {
    const std::unique_ptr<Executor> mine = executor.fork();
    while (const auto batch = samples.next()) mine->run(batch->inputs);
  });
  return samples.time();
}

Time observation_time(const Graph& graph, const ActivationMethods& methods,
                      const std::vector<ModelInputs>& images, int threads) {
  TimedSamples samples(images);
  SilentEvents silent;
  observe(graph, methods, samples, threads, silent);
  return samples.time();
}

Time process_time(const std::string& command) {
  const Time start = now();
  if (std::system(command.c_str()) != 0) throw Error(ErrorKind::kInternal, "failed: " + command);
  return now() - start;
}

// A model with observers for `estimator`, and its weights as they will be quantized.
struct Observed {
  Graph graph;
  ActivationMethods methods;
};

Observed with_observers(Graph graph, const std::string& estimator) {
  LayerMethods layers;
  layers.activation.estimator = estimator;
  const QuantConfig config = generate_config(graph);
  ActivationMethods methods = insert_quant(graph, config, layers);
  return {std::move(graph), std::move(methods)};
}

Graph quantized(const Observed& observed, const std::vector<ModelInputs>& images, int threads) {
  Graph graph = observed.graph;
  TimedSamples samples(images);
  SilentEvents silent;
  const StatsMap stats = observe(graph, observed.methods, samples, threads, silent);
  set_activation_params(graph, stats, observed.methods);
  lower_quantized(graph, {BiasRounding::kNearest, true});
  return graph;
}

// Images in batches of `size`; what is left over is left out.
std::vector<ModelInputs> batches_of(const std::vector<ModelInputs>& images, size_t size) {
  std::vector<ModelInputs> batches;
  for (size_t first = 0; first + size <= images.size(); first += size) {
    Shape shape = images[first][0].shape();
    const int64_t count = element_count(shape);
    shape[0] = static_cast<int64_t>(size);
    Tensor batch = Tensor::uninitialized(DType::kFloat32, shape);
    float* to = batch.mutable_data<float>().begin();
    for (size_t i = first; i < first + size; ++i) {
      to = std::copy_n(images[i][0].data<float>().begin(), count, to);
    }
    batches.push_back({batch});
  }
  return batches;
}

// Another way to share the threads out: `streams` of several threads, batches of `size`.
Contender layout(Graph graph, const std::vector<ModelInputs>& images, int streams, int threads,
                 size_t size) {
  set_batch_size(graph, static_cast<int64_t>(size));
  ExecutorOptions options;
  options.threads = threads;
  const std::shared_ptr<Executor> executor = make_executor(graph, options);
  const std::string name = "forward, " + std::to_string(streams) + " x " + std::to_string(threads) +
                           " threads, " + std::to_string(size) + " images a step";
  return {name, [=, batches = batches_of(images, size)] {
            return forward_time(*executor, batches, streams);
          }};
}

void print(const std::vector<Contender>& contenders) {
  for (const Contender& each : contenders) {
    const Time &best = each.best, &forward = contenders.front().best;
    std::printf("%s\t%.3f\t%.3f\t%.3f\t%.3f\n", each.name.c_str(), best.clock,
                best.clock / forward.clock, best.processors, best.processors / forward.processors);
  }
}

void run(const std::string& yaml, const std::string& data, int rounds,
         const std::vector<std::string>& commands) {
  const int threads = core_count();
  Settings settings;
  settings.add_yaml(yaml, false);
  apply_preset(settings);
  Graph graph = load_model({}, settings).graph;
  prepare(graph, true);
  set_batch_size(graph, 1);
  const SampleSource source = calibration_samples({data}, settings, graph, {}, threads);
  const auto stream = source();
  const std::vector<ModelInputs> images = take_samples(*stream, stream->sample_count());

  const Observed ranges = with_observers(graph, "minmax"),
                 histograms = with_observers(graph, "entropy");
  const auto forward = make_executor(graph, {});
  const auto integers = make_executor(quantized(ranges, images, threads), {});
  std::vector<Contender> contenders{
      {"forward", [&] { return forward_time(*forward, images, threads); }},
      {"forward, minmax",
       [&] { return observation_time(ranges.graph, ranges.methods, images, threads); }},
      {"forward, histograms",
       [&] { return observation_time(histograms.graph, histograms.methods, images, threads); }},
      {"int8 forward", [&] { return forward_time(*integers, images, threads); }},
  };
  for (size_t size : {2, 4, 8}) contenders.push_back(layout(graph, images, threads, 1, size));
  contenders.push_back(layout(graph, images, 1, threads, 4));
  for (const std::string& command : commands) {
    const size_t equals = command.find('=');
    contenders.push_back(
        {command.substr(0, equals), [=] { return process_time(command.substr(equals + 1)); }});
  }
  for (int round = 0; round < rounds; ++round) {
    for (Contender& each : contenders) each.run_once();
  }
  print(contenders);
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: whole_run_bench MODEL.yaml DATA ROUNDS NAME=COMMAND...\n", stderr);
    return 2;
  }
  try {
    msquant::run(argv[1], argv[2], std::atoi(argv[3]), {argv + 4, argv + argc});
  } catch (const msquant::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
