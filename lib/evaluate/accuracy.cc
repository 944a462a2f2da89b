#include "evaluate/accuracy.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/streams.h"
#include "engine/executor.h"
#include "evaluate/deviation.h"
#include "graph/shape_inference.h"

namespace msquant {
namespace {

// What one image contributes. Kept apart and added in the order of the images, so that sums do not
// depend on which stream saw which image.
struct Outcome {
  bool seen = false, agrees = false;
  int label = -1;
  int64_t reference_rank = 0, quantized_rank = 0;
  Deviation deviation;
};

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

void require_classifier(const Graph& graph) {
  if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
    throw Error(ErrorKind::kModel, "cannot evaluate the model", graph.name(),
                "it has several inputs or outputs",
                "use 'msquant run' for models that are not image classifiers");
  }
}

// Elements of the output for one image.
int64_t class_count(const Graph& graph) {
  const Shape& shape = graph.value(graph.outputs().front()).type.shape;
  return shape.empty() ? 1 : element_count(shape) / std::max<int64_t>(1, shape[0]);
}

void require_same_classes(const Graph& reference, const Graph& other) {
  require_classifier(other);
  if (class_count(reference) == class_count(other)) return;
  throw Error(ErrorKind::kModel, "cannot compare the models", other.name(),
              "one has " + std::to_string(class_count(reference)) + " outputs, the other " +
                  std::to_string(class_count(other)));
}

void require_label_fits(int label, int64_t classes) {
  if (label < classes) return;
  throw Error(ErrorKind::kData, "the images do not fit the model",
              "class folder number " + std::to_string(label + 1),
              "the model has " + std::to_string(classes) + " classes",
              "evaluate on the data set that the model was trained on");
}

std::unique_ptr<Executor> single_image_executor(Graph graph) {
  set_batch_size(graph, 1);
  return make_executor(graph, {});
}

void count(Accuracy& accuracy, int64_t rank) {
  ++accuracy.images;
  if (rank == 0) ++accuracy.top1;
  if (rank < 5) ++accuracy.top5;
}

Evaluation add_up(const std::vector<Outcome>& outcomes, bool has_quantized) {
  Evaluation total;
  Comparison comparison;
  Deviation deviation;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.seen) continue;
    ++total.images;
    if (outcome.label >= 0) {
      count(total.reference, outcome.reference_rank);
      count(comparison.accuracy, outcome.quantized_rank);
    }
    comparison.agreement += outcome.agrees ? 1 : 0;
    deviation.add(outcome.deviation);
  }
  comparison.sqnr_db = deviation.sqnr_db();
  comparison.cosine = deviation.cosine();
  comparison.max_abs_difference = deviation.largest();
  if (has_quantized) total.quantized = comparison;
  return total;
}

}  // namespace

double drop_points(const Evaluation& evaluation) {
  const Comparison& quantized = evaluation.quantized.value();
  const bool by_label = evaluation.is_labelled();
  const int64_t images = by_label ? evaluation.reference.images : evaluation.images;
  const int64_t lost = by_label ? evaluation.reference.top1 - quantized.accuracy.top1
                                : evaluation.images - quantized.agreement;
  // One rounding, of the quotient: 3 of 1000 images are 0.3 points, which a limit of 0.3 allows.
  return images == 0 ? 0 : 100.0 * static_cast<double>(lost) / static_cast<double>(images);
}

Evaluation evaluate(const Graph& reference, const Graph* quantized, BatchLoader& images,
                    int threads, Events& events) {
  require_classifier(reference);
  if (quantized) require_same_classes(reference, *quantized);
  const auto reference_executor = single_image_executor(reference);
  const auto quantized_executor = quantized ? single_image_executor(*quantized) : nullptr;

  std::vector<Outcome> outcomes(static_cast<size_t>(images.sample_count()));
  run_streams(threads, [&](int) {
    const auto run_reference = reference_executor->fork();
    const auto run_quantized = quantized ? quantized_executor->fork() : nullptr;
    while (const auto batch = images.next()) {
      throw_if_interrupted();
      Outcome& outcome = outcomes[static_cast<size_t>(batch->index)];
      outcome.seen = true;
      outcome.label = batch->labels[0];
      const Tensor expected = run_reference->run({batch->images})[0].to_float32();
      const Span<const float> scores = expected.data<float>();
      require_label_fits(outcome.label, scores.size());
      if (outcome.label >= 0) outcome.reference_rank = rank_of(scores, outcome.label);
      if (quantized) {
        const Tensor actual = run_quantized->run({batch->images})[0].to_float32();
        const Span<const float> other = actual.data<float>();
        if (outcome.label >= 0) outcome.quantized_rank = rank_of(other, outcome.label);
        outcome.agrees = best_class(scores) == best_class(other);
        outcome.deviation.add(scores, other);
      }
      events.progress("evaluate", batch->index + 1, images.sample_count());
    }
  });
  return add_up(outcomes, quantized != nullptr);
}

void require_labels_fit(const std::vector<Sample>& samples, const Graph& graph) {
  require_classifier(graph);
  for (const Sample& sample : samples) require_label_fits(sample.label, class_count(graph));
}

}  // namespace msquant
