// How well a model classifies, and how near a quantized model's outputs are to the float model's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/events.h"
#include "comm/workers.h"
#include "data/sample_stream.h"
#include "evaluate/deviation.h"
#include "graph/graph.h"

namespace msquant {

// Counts over labelled images. The label's rank is the number of classes that score higher; ties go
// to the smaller index.
struct Accuracy {
  int64_t images = 0, top1 = 0, top5 = 0;

  double top1_percent() const { return percent(top1); }
  double top5_percent() const { return percent(top5); }

 private:
  double percent(int64_t count) const {
    return images == 0 ? 0 : 100.0 * static_cast<double>(count) / static_cast<double>(images);
  }
};

// How near one output of a second model is to the first's, over all samples; see Deviation.
struct OutputFidelity {
  std::string name;
  double sqnr_db = 0;
  double cosine = 0;
  double max_abs_difference = 0;
};

// A quantized model beside its float model, or any second model beside a first, on the same
// samples.
struct Comparison {
  Accuracy accuracy;                    // of the quantized model
  std::optional<int64_t> agreement;     // of classifiers: samples on which both name the same class
  std::vector<OutputFidelity> outputs;  // in the order of the graph's
  double sqnr_db = 0, cosine = 0, max_abs_difference = 0;  // the worst of all outputs
};

struct Evaluation {
  int64_t images = 0;
  Accuracy reference;  // of no images if they have no labels or the model is no classifier
  std::optional<Comparison> quantized;

  bool is_labelled() const { return reference.images > 0; }
  // Of two classifiers.
  double agreement_percent() const {
    const auto agreeing = static_cast<double>(quantized.value().agreement.value());
    return images == 0 ? 0 : 100.0 * agreeing / static_cast<double>(images);
  }
};

// Whether the graph has one output, [n, classes].
bool is_classifier(const Graph& graph);

// Throws Error(kData) if `graph` is a classifier and a label is none of its classes.
void require_labels_fit(const std::vector<int>& labels, const Graph& graph);

// What quantization cost, in percentage points: float top-1 less quantized top-1 (negative if the
// quantized model is better). Of a classifier without labels, the share of samples on which the two
// disagree.
double drop_points(const Evaluation& evaluation);

// Runs all samples (one in a batch, a rank's part of all) through `reference` and, if given,
// `quantized`: graphs of the same inputs, and of outputs of the same shapes in the same order.
// Top-1, top-5 and agreement are of classifiers only; samples without a label count in the
// comparison only. The result is that of all ranks and does not depend on their number or that of
// the threads. Throws Error(kModel) if the graphs do not fit each other, Error(kData) if a
// label is no class of the model or an output that is compared is not a finite number.
Evaluation evaluate(const Graph& reference, const Graph* quantized, SampleStream& samples,
                    const Workers& workers, Events& events);

}  // namespace msquant
