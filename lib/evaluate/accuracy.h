// How well a model classifies, and how near a quantized model's outputs are to the float model's.
#pragma once

#include <cstdint>
#include <optional>

#include "base/events.h"
#include "data/batch_loader.h"
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

// A quantized model beside its float model, or any second model beside a first, on the same images.
struct Comparison {
  Accuracy accuracy;      // of the quantized model
  int64_t agreement = 0;  // images on which both name the same class
  double sqnr_db = 0;     // of the outputs over all images, as the next two; see Deviation
  double cosine = 0;
  double max_abs_difference = 0;
};

struct Evaluation {
  int64_t images = 0;
  Accuracy reference;
  std::optional<Comparison> quantized;

  bool is_labelled() const { return reference.images > 0; }
  double agreement_percent() const {
    return images == 0
               ? 0
               : 100.0 * static_cast<double>(quantized->agreement) / static_cast<double>(images);
  }
};

// What quantization cost, in percentage points: float top-1 less quantized top-1 (negative if the
// quantized model is better). Without labels, the share of images on which the two disagree.
double drop_points(const Evaluation& evaluation);

// Runs all images (one in a batch) through `reference` and, if given, `quantized`: graphs of one
// float input [n, 3, H, W] and one output [n, classes]. Images without a label count in the
// comparison only. The result does not depend on `threads`. Throws Error(kModel) if a graph has
// another form or the two have outputs of other sizes, Error(kData) if a label is none of the
// classes.
Evaluation evaluate(const Graph& reference, const Graph* quantized, BatchLoader& images,
                    int threads, Events& events);

// Throws Error(kData) if a label is none of the classes that `graph` tells apart.
void require_labels_fit(const std::vector<Sample>& samples, const Graph& graph);

}  // namespace msquant
