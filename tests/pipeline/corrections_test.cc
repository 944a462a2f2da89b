// The corrections on whole networks, from the images up.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "calibrate/correction.h"
#include "calibrate/observe.h"
#include "engine/executor.h"
#include "graph/shape_inference.h"
#include "passes/generate_config.h"
#include "passes/insert_quant.h"
#include "passes/prepare.h"
#include "passes/quantized_layers.h"
#include "pipeline/calibrate.h"
#include "pipeline/load_model.h"
#include "pipeline/samples.h"
#include "support/shared.h"
#include "tensor/npy.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

SilentEvents silence;

// A network with its images: the sample of the repository, or one of the shared models.
struct Case {
  Settings settings;
  Graph graph;
  fs::path images;
  SampleSource source;

  explicit Case(const fs::path& yaml, const fs::path& checkpoint, const fs::path& folder)
      : images(folder) {
    settings.add_yaml(yaml, false);
    settings.set("calibration_batches", "1", "test");
    graph = load_model({{}, checkpoint, true}, settings).graph;
    prepare(graph, true);
    set_batch_size(graph, 1);
    source = calibration_samples({images.string()}, settings, graph, {}, 2);
  }
};

const fs::path kSample = MSQUANT_SOURCE_DIR "/configs/sample";

Case sample() {
  return Case(kSample / "lenet5.yaml", kSample / "lenet5.ckpt", kSample / "fashion/calib");
}

void apply(const std::string& name, Graph& graph, const Graph& reference,
           const SampleSource& samples, int threads, Recollection& memory) {
  find_corrections({name})[0].apply(
      {graph, reference, samples, threads, silence, generate_config(reference), {}, memory});
}

void apply(const std::string& name, Graph& graph, const Graph& reference,
           const SampleSource& samples, int threads = 1) {
  Recollection memory;
  apply(name, graph, reference, samples, threads, memory);
}

// The graph between FakeQuants with parameters.
Graph simulated(Case& job) {
  Graph graph = job.graph;
  LayerMethods minmax;
  minmax.activation.estimator = "minmax";
  const ActivationMethods methods = insert_quant(graph, generate_config(graph), minmax);
  set_activation_params(graph, observe(graph, methods, *job.source(), 2, silence), methods);
  return graph;
}

// The mean of each channel of the layer's output (dimension 1) over the calibration images.
std::vector<double> mean_outputs(const Graph& graph, NodeId layer, Case& job) {
  const ValueId output = graph.node(layer).outputs[0];
  std::vector<double> sums(static_cast<size_t>(graph.value(output).type.shape[1]));
  double count = 0;
  probe_samples({{graph, {output}}}, job.source, {2, "test"}, silence, [&](const Sight& sight) {
    const Span<const float> y = sight[0][0].data<float>();
    const int64_t size = y.size() / static_cast<int64_t>(sums.size());
    for (int64_t i = 0; i < y.size(); ++i) sums[static_cast<size_t>(i / size)] += y[i];
    count += static_cast<double>(size);
  });
  for (double& sum : sums) sum /= count;
  return sums;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// Σ (y - ŷ)² of the logits over the calibration images.
double logit_noise(const Graph& graph, Case& job) {
  double noise = 0;
  probe_samples({{job.graph, job.graph.outputs()}, {graph, graph.outputs()}}, job.source,
                {2, "test"}, silence, [&](const Sight& sight) {
                  const auto a = sight[0][0].data<float>(), b = sight[1][0].data<float>();
                  for (int64_t i = 0; i < a.size(); ++i) noise += std::pow(a[i] - b[i], 2);
                });
  return noise;
}

bool same_bytes(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::equal(a.data<float>().begin(), a.data<float>().end(), b.data<float>().begin());
}

}  // namespace

// Before the first quantized layer all is float, so that its own error is its whole error.
TEST_CASE("after bias correction the first layer's mean output is that of the float network") {
  Case job = sample();
  Graph graph = simulated(job);
  const NodeId first = quantized_layers(graph).front();
  const std::vector<double> wanted = mean_outputs(job.graph, first, job);
  const double before = largest_difference(wanted, mean_outputs(graph, first, job));
  apply("bias", graph, job.graph, job.source);
  const double after = largest_difference(wanted, mean_outputs(graph, first, job));
  CHECK(before > 1e-3);
  CHECK(after < 1e-5);
}

TEST_CASE(
    "after fitting, the first layer keeps its mean, all weights lie on the grid, noise falls") {
  Case job = sample();
  Graph graph = simulated(job);
  const double noise = logit_noise(graph, job);
  apply("rounding", graph, job.graph, job.source);
  const NodeId first = quantized_layers(graph).front();
  CHECK(largest_difference(mean_outputs(job.graph, first, job), mean_outputs(graph, first, job)) <
        1e-4);
  for (NodeId id : quantized_layers(graph)) {
    const Node& layer = graph.node(id);
    CHECK(same_bytes(weight_of(graph, layer), simulated_weight_of(graph, layer)));
    CHECK_FALSE(same_bytes(weight_of(graph, layer), weight_of(job.graph, job.graph.node(id))));
  }
  CHECK(logit_noise(graph, job) < noise);
}

TEST_CASE("after the fit of outputs the mean of the logits is that of the float network") {
  Case job = sample();
  Graph graph = simulated(job);
  const double noise = logit_noise(graph, job);
  apply("outputs", graph, job.graph, job.source);
  const NodeId last = last_quantized_layers(graph).front();
  CHECK(largest_difference(mean_outputs(job.graph, last, job), mean_outputs(graph, last, job)) <
        1e-5);
  CHECK(logit_noise(graph, job) < noise);
}

TEST_CASE("a network of which no layer is quantized is left as it is") {
  Case job = sample();
  QuantConfig config = generate_config(job.graph);
  for (LayerChoice& layer : config.layers) layer.quant = false;
  CalibrationMethods methods;
  for (const Correction& each : corrections()) methods.corrections.emplace_back(each.name);
  const Observation observed =
      observe_model(job.graph, config, *job.source(), job.source, methods, 2, silence);
  const Graph graph = calibrate(observed, config, job.source, methods, 2, silence).graph;
  for (NodeId id : job.graph.node_ids()) {
    const Node& node = job.graph.node(id);
    if (node.kind != OpKind::kConv2d && node.kind != OpKind::kMatMul) continue;
    CHECK(same_bytes(weight_of(graph, graph.node(id)), weight_of(job.graph, node)));
  }
}

TEST_CASE("corrections do not depend on the number of threads") {
  Case job = sample();
  const Graph start = simulated(job);
  for (const Correction& correction : corrections()) {
    const bool is_float = correction.stage == CorrectionStage::kFloat;
    Graph one = is_float ? job.graph : start, three = one;
    apply(std::string(correction.name), one, job.graph, job.source, 1);
    apply(std::string(correction.name), three, job.graph, job.source, 3);
    for (NodeId id : one.node_ids()) {
      if (one.node(id).kind != OpKind::kConv2d && one.node(id).kind != OpKind::kMatMul) continue;
      INFO(correction.name << " " << one.node(id).name);
      CHECK(same_bytes(weight_of(one, one.node(id)), weight_of(three, three.node(id))));
      CHECK(bias_of(one, one.node(id)) == bias_of(three, three.node(id)));
    }
  }
}

TEST_CASE("a second correction gives the same whether or not it recalls what the first one saw") {
  Case job = sample();
  const bool changes = GENERATE(false, true);
  Graph alone = simulated(job), together = alone;
  Recollection memory;
  int64_t runs = 0;
  const SampleSource counted(job.source.size(), [&](int64_t, int64_t) {
    ++runs;
    return job.source();
  });
  apply("headroom", alone, job.graph, job.source);
  apply("headroom", together, job.graph, counted, 2, memory);
  CHECK(runs == 1);
  if (changes) {  // what all that was seen depends on
    const NodeId first = together.find_node("conv1");
    std::vector<float> bias = bias_of(together, together.node(first));
    for (float& each : bias) each += 1;
    for (Graph* graph : {&alone, &together}) set_bias(*graph, first, bias);
  }
  apply("outputs", alone, job.graph, job.source);
  apply("outputs", together, job.graph, counted, 2, memory);
  CHECK(runs == (changes ? 2 : 1));
  for (NodeId id : quantized_layers(alone)) {
    INFO(alone.node(id).name);
    CHECK(same_bytes(weight_of(alone, alone.node(id)), weight_of(together, together.node(id))));
    CHECK(bias_of(alone, alone.node(id)) == bias_of(together, together.node(id)));
  }
}

// The logits that MindSpore itself computed.
TEST_CASE("rescaled channels leave the float network what it is") {
  const std::string correction = GENERATE("equalization", "dmq");
  MSQUANT_SKIP_WITHOUT(shared_dir());
  for (const std::string name : {"lenet5", "resnet18", "mobilenet_v2"}) {
    const std::string folder = "models/" + name + "/";
    Case job(shared_file(folder + name + ".yaml"), shared_file(folder + name + ".ckpt"),
             shared_file("data/fashion/calib"));
    Graph graph = job.graph;
    apply(correction, graph, job.graph, job.source);
    const Tensor input = read_npy(shared_file(folder + "input.npy"));
    set_batch_size(graph, input.shape()[0]);
    const Tensor computed = make_executor(graph, {})->run({input})[0];
    const Tensor expected = read_npy(shared_file(folder + "logits.npy"));
    double largest = 0, worst = 0;
    for (int64_t i = 0; i < expected.size(); ++i) {
      const double wanted = expected.data<float>()[i];
      largest = std::max(largest, std::abs(wanted));
      worst = std::max(worst, std::abs(wanted - computed.data<float>()[i]));
    }
    INFO(name << ", " << correction);
    CHECK(worst <= 1e-5 * largest);
  }
}

TEST_CASE("corrections come in the order of the table, and unknown ones are refused") {
  const std::vector<Correction> found = find_corrections({"rounding", "bias"});
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "bias");
  CHECK(find_corrections({}).empty());
  CHECK_THROWS_WITH(find_corrections({"bais"}), Catch::Contains("did you mean 'bias'"));
}
