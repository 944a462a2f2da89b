#include "msquant/accuracy_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/log.h"
#include "msquant/console.h"
#include "msquant/verdict.h"
#include "pipeline/samples.h"

namespace msquant {
namespace {

std::string top_row(const char* name, const Accuracy& accuracy) {
  return fmt::format("{:<10} {:>7.2f} % {:>7.2f} %\n", name, accuracy.top1_percent(),
                     accuracy.top5_percent());
}

std::string row(const char* name, double value, const char* unit) {
  return fmt::format("{:<10} {:>7.2f} {}\n", name, value, unit);
}

// Top-1 and top-5 of the model, or of two and the drop from the first to the second; "" if the
// images have no labels.
std::string accuracy_rows(const Evaluation& evaluation, const char* first, const char* second) {
  if (!evaluation.is_labelled()) return "";
  std::string text = fmt::format("{:<10} {:>9} {:>9}\n", "", "top-1", "top-5");
  text += top_row(first, evaluation.reference);
  if (!evaluation.quantized) return text;
  return text + top_row(second, evaluation.quantized->accuracy) +
         row("drop", drop_points(evaluation), "points");
}

// One output in a row for each measure, several in a row each.
std::string fidelity_rows(const std::vector<OutputFidelity>& outputs) {
  if (outputs.size() == 1) {
    const OutputFidelity& output = outputs.front();
    return row("SQNR", output.sqnr_db, "dB") + fmt::format("{:<10} {:>9.6f}\n{:<10} {:>9.3g}\n",
                                                           "cosine", output.cosine, "max diff",
                                                           output.max_abs_difference);
  }
  size_t width = 10;
  for (const OutputFidelity& output : outputs) width = std::max(width, output.name.size());
  std::string text =
      fmt::format("{:<{}} {:>10} {:>9} {:>9}\n", "output", width, "SQNR", "cosine", "max diff");
  for (const OutputFidelity& output : outputs) {
    text += fmt::format("{:<{}} {:>7.2f} dB {:>9.6f} {:>9.3g}\n", output.name, width,
                        output.sqnr_db, output.cosine, output.max_abs_difference);
  }
  return text;
}

// `first` and `second` are what the two models are called.
std::string table(const Evaluation& evaluation, const char* first, const char* second) {
  std::string text = accuracy_rows(evaluation, first, second);
  if (const auto& quantized = evaluation.quantized) {
    if (quantized->agreement) text += row("agreement", evaluation.agreement_percent(), "%");
    text += fidelity_rows(quantized->outputs);
  }
  return text + fmt::format("{:<10} {:>7}\n", "images", evaluation.images);
}

Json counts(const Accuracy& accuracy) {
  return {{"images", accuracy.images},
          {"top1_percent", accuracy.top1_percent()},
          {"top5_percent", accuracy.top5_percent()}};
}

// JSON has no infinity; null stands for outputs that are equal.
Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// Of one output, or of the worst.
template <class Measures>
Json fidelity_json(const Measures& measures) {
  return {{"sqnr_db", finite_or_null(measures.sqnr_db)},
          {"cosine", measures.cosine},
          {"max_abs_difference", measures.max_abs_difference}};
}

Json comparison_json(const Comparison& comparison) {
  Json document = Json::object();
  if (comparison.agreement) document["agreement"] = *comparison.agreement;
  document.update(fidelity_json(comparison));
  document["outputs"] = Json::array();
  for (const OutputFidelity& output : comparison.outputs) {
    document["outputs"].push_back({{"name", output.name}});
    document["outputs"].back().update(fidelity_json(output));
  }
  return document;
}

Json document(const Evaluation& evaluation, const char* first, const char* second) {
  Json document{{"images", evaluation.images}};
  const bool is_labelled = evaluation.is_labelled();
  if (is_labelled) document[first] = counts(evaluation.reference);
  if (!evaluation.quantized) return document;
  if (is_labelled) {
    document[second] = counts(evaluation.quantized->accuracy);
    document["drop_points"] = drop_points(evaluation);
  }
  document.update(comparison_json(*evaluation.quantized));
  return document;
}

// A float model that guesses makes every figure that follows meaningless.
void warn_of_guessing(const Evaluation& evaluation, const Graph& graph) {
  constexpr int64_t kFewImages = 50;
  if (evaluation.reference.images < kFewImages) return;
  const auto classes = static_cast<double>(graph.value(graph.outputs().front()).type.shape.back());
  const double top1 = evaluation.reference.top1_percent();
  if (classes < 4 || top1 > 200 / classes) return;
  log::warn(
      "the first model is right on {:.1f} % of the images, little more than by chance: are labels "
      "(class folders in sorted order) and preprocessing (--print-config) those of its training?",
      top1);
}

void require_something_measured(const Evaluation& evaluation) {
  if (evaluation.quantized || evaluation.is_labelled()) return;
  throw Error(ErrorKind::kData, "there is nothing to measure", "",
              "top-1 needs a model with one output [N, classes] and images with labels",
              "--quantized MODEL compares the outputs of two models, which needs no labels");
}

}  // namespace

std::string accuracy_table(const Evaluation& evaluation) {
  return table(evaluation, evaluation.quantized ? "float" : "model", "int8");
}

Json accuracy_json(const Evaluation& evaluation) { return document(evaluation, "float", "int8"); }

Evaluation measure(const SampleSource& source, const DataOptions& options, const Graph& reference,
                   const Graph* quantized) {
  const auto samples = open_part(source, quantized != nullptr ? *quantized : reference);
  const Evaluation evaluation =
      evaluate(reference, quantized, *samples, options.workers(reference), console());
  report_bad_samples(*samples, options.max_bad_images, world());
  warn_of_guessing(evaluation, reference);
  return evaluation;
}

Evaluation print_accuracy(const SampleSource& samples, const DataOptions& options,
                          const Graph& reference, const Graph* quantized, bool as_json,
                          const AccuracyGate& gate) {
  Evaluation evaluation = measure(samples, options, reference, quantized);
  require_something_measured(evaluation);
  if (as_json) {
    Json document = accuracy_json(evaluation);
    if (gate.max_drop) document.update(gate.json(evaluation));
    print_json(document);
  } else {
    print_result(accuracy_table(evaluation));
    if (gate.max_drop) print_verdict(gate.is_met(evaluation), gate.text(evaluation));
  }
  gate.report(evaluation);
  return evaluation;
}

void print_comparison(const Evaluation& evaluation, bool as_json) {
  if (as_json) {
    print_json(document(evaluation, "a", "b"));
  } else {
    print_result(table(evaluation, "A", "B"));
  }
}

}  // namespace msquant
