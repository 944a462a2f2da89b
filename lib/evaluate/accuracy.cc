#include "evaluate/accuracy.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/streams.h"
#include "engine/executor.h"
#include "evaluate/sample_outcome.h"
#include "graph/shape_inference.h"

namespace msquant {
namespace {

int64_t rank_of(Span<const float> scores, int label) {
  int64_t rank = 0;
  for (int64_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label)) ++rank;
  }
  return rank;
}

int64_t best_class(Span<const float> scores) {
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

void require_label_fits(int label, int64_t classes) {
  if (label < classes) return;
  throw Error(ErrorKind::kData, "the images do not fit the model", "label " + std::to_string(label),
              "the model has " + std::to_string(classes) + " classes, numbered from 0",
              "evaluate on the data set that the model was trained on");
}

Graph of_one_sample(Graph graph) {
  set_batch_size(graph, 1);
  return graph;
}

void require_same_outputs(const Graph& reference, const Graph& quantized) {
  const auto& expected = reference.outputs();
  const auto& actual = quantized.outputs();
  if (expected.size() != actual.size()) {
    throw Error(ErrorKind::kModel, "the models do not fit each other", quantized.name(),
                "they have " + std::to_string(expected.size()) + " and " +
                    std::to_string(actual.size()) + " outputs");
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const Value& output = reference.value(expected[i]);
    const Shape& other = quantized.value(actual[i]).type.shape;
    if (output.type.shape == other) continue;
    throw Error(ErrorKind::kModel, "the models do not fit each other",
                "output '" + output.name + "'",
                "it is " + to_string(output.type.shape) + " in the one and " + to_string(other) +
                    " in the other",
                "compare a model with what it was quantized to");
  }
}

// Runs samples through both models, on one stream.
class Runner {
 public:
  Runner(const Executor& reference, const Executor* quantized, bool is_classifier)
      : reference_(reference.fork()),
        quantized_(quantized != nullptr ? quantized->fork() : nullptr),
        is_classifier_(is_classifier) {}

  SampleOutcome run(const Batch& batch) {
    SampleOutcome outcome;
    outcome.seen = true;
    if (is_classifier_) outcome.label = batch.labels[0];
    const std::vector<Tensor> expected = outputs_of(*reference_, batch);
    if (outcome.label >= 0) {
      require_label_fits(outcome.label, expected[0].size());
      outcome.reference_rank = rank_of(expected[0].data<float>(), outcome.label);
    }
    if (quantized_) compare(expected, outputs_of(*quantized_, batch), outcome);
    return outcome;
  }

 private:
  static std::vector<Tensor> outputs_of(Executor& executor, const Batch& batch) {
    std::vector<Tensor> outputs = executor.run(batch.inputs);
    for (Tensor& output : outputs) output = output.to_float32();
    return outputs;
  }

  void compare(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual,
               SampleOutcome& outcome) const {
    outcome.outputs.resize(expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      outcome.outputs[i].add(expected[i].data<float>(), actual[i].data<float>());
    }
    if (!is_classifier_) return;
    const auto scores = expected[0].data<float>(), others = actual[0].data<float>();
    outcome.agrees = best_class(scores) == best_class(others);
    if (outcome.label >= 0) outcome.quantized_rank = rank_of(others, outcome.label);
  }

  std::unique_ptr<Executor> reference_, quantized_;
  bool is_classifier_;
};

void count(Accuracy& accuracy, int64_t rank) {
  ++accuracy.images;
  if (rank == 0) ++accuracy.top1;
  if (rank < 5) ++accuracy.top5;
}

Accuracy accuracy_of(const std::vector<SampleOutcome>& outcomes, int64_t SampleOutcome::*rank) {
  Accuracy accuracy;
  for (const SampleOutcome& outcome : outcomes) {
    if (outcome.seen && outcome.label >= 0) count(accuracy, outcome.*rank);
  }
  return accuracy;
}

OutputFidelity fidelity_of(const std::vector<SampleOutcome>& outcomes, size_t output,
                           const std::string& name) {
  Deviation deviation;
  for (const SampleOutcome& outcome : outcomes) {
    if (outcome.seen) deviation.add(outcome.outputs[output]);
  }
  if (!deviation.is_finite()) {
    throw Error(ErrorKind::kData, "an output is not a finite number", "output '" + name + "'",
                "some of its elements are NaN or infinite",
                "check the weights and the preprocessing (mean, std, rescale)");
  }
  return {name, deviation.sqnr_db(), deviation.cosine(), deviation.largest()};
}

Comparison comparison_of(const std::vector<SampleOutcome>& outcomes, const Graph& reference) {
  Comparison comparison;
  comparison.accuracy = accuracy_of(outcomes, &SampleOutcome::quantized_rank);
  if (is_classifier(reference)) {
    comparison.agreement =
        std::count_if(outcomes.begin(), outcomes.end(),
                      [](const SampleOutcome& outcome) { return outcome.agrees; });
  }
  comparison.sqnr_db = std::numeric_limits<double>::infinity();
  comparison.cosine = 1;
  const std::vector<std::string> names = reference.output_names();
  for (size_t i = 0; i < names.size(); ++i) {
    const OutputFidelity output = fidelity_of(outcomes, i, names[i]);
    comparison.sqnr_db = std::min(comparison.sqnr_db, output.sqnr_db);
    comparison.cosine = std::min(comparison.cosine, output.cosine);
    comparison.max_abs_difference =
        std::max(comparison.max_abs_difference, output.max_abs_difference);
    comparison.outputs.push_back(output);
  }
  return comparison;
}

}  // namespace

bool is_classifier(const Graph& graph) {
  return graph.outputs().size() == 1 && graph.value(graph.outputs().front()).type.shape.size() == 2;
}

void require_labels_fit(const std::vector<int>& labels, const Graph& graph) {
  if (!is_classifier(graph)) return;
  const int64_t classes = graph.value(graph.outputs().front()).type.shape[1];
  for (int label : labels) require_label_fits(label, classes);
}

double drop_points(const Evaluation& evaluation) {
  const Comparison& quantized = evaluation.quantized.value();
  const bool by_label = evaluation.is_labelled();
  const int64_t images = by_label ? evaluation.reference.images : evaluation.images;
  const int64_t lost = by_label ? evaluation.reference.top1 - quantized.accuracy.top1
                                : evaluation.images - quantized.agreement.value();
  // One rounding, of the quotient: 3 of 1000 images are 0.3 points, which a limit of 0.3 allows.
  return images == 0 ? 0 : 100.0 * static_cast<double>(lost) / static_cast<double>(images);
}

Evaluation evaluate(const Graph& reference, const Graph* quantized, SampleStream& samples,
                    const Workers& workers, Events& events) {
  const Graph expected = of_one_sample(reference);
  ExecutorOptions options;
  options.packing_threads = workers.threads;
  const auto reference_executor = make_executor(expected, options);
  std::unique_ptr<Executor> quantized_executor;
  if (quantized != nullptr) {
    const Graph actual = of_one_sample(*quantized);
    require_same_outputs(expected, actual);
    quantized_executor = make_executor(actual, options);
  }

  std::vector<SampleOutcome> outcomes(static_cast<size_t>(samples.sample_count()));
  run_streams(workers.threads, [&](int) {
    Runner runner(*reference_executor, quantized_executor.get(), is_classifier(expected));
    while (const auto batch = samples.next()) {
      throw_if_interrupted();
      outcomes[static_cast<size_t>(batch->index)] = runner.run(*batch);
      events.progress("evaluate", batch->index + 1, samples.sample_count());
    }
  });

  outcomes = gathered(std::move(outcomes), workers.comm);
  Evaluation evaluation;
  evaluation.images = std::count_if(outcomes.begin(), outcomes.end(),
                                    [](const SampleOutcome& outcome) { return outcome.seen; });
  evaluation.reference = accuracy_of(outcomes, &SampleOutcome::reference_rank);
  if (quantized != nullptr) evaluation.quantized = comparison_of(outcomes, expected);
  return evaluation;
}

}  // namespace msquant
