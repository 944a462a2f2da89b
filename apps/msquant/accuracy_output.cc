#include "msquant/accuracy_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "msquant/console.h"
#include "pipeline/samples.h"

namespace msquant {
namespace {

std::string row(const char* name, const Accuracy& accuracy) {
  return fmt::format("{:<10} {:>7.2f} % {:>7.2f} %\n", name, accuracy.top1_percent(),
                     accuracy.top5_percent());
}

Json counts(const Accuracy& accuracy) {
  return {{"images", accuracy.images},
          {"top1_percent", accuracy.top1_percent()},
          {"top5_percent", accuracy.top5_percent()}};
}

// JSON has no infinity; null stands for outputs that are equal.
Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double drop_points(const Evaluation& evaluation) {
  return evaluation.reference.top1_percent() - evaluation.quantized->accuracy.top1_percent();
}

// Top-1 and top-5, or nothing without labels.
std::string labelled_table(const Evaluation& evaluation) {
  if (evaluation.reference.images == 0) return "";
  std::string text = fmt::format("{:<10} {:>9} {:>9}\n", "", "top-1", "top-5");
  text += row(evaluation.quantized ? "float" : "model", evaluation.reference);
  if (!evaluation.quantized) return text;
  return text + row("int8", evaluation.quantized->accuracy) +
         fmt::format("{:<10} {:>7.2f} points\n", "drop", drop_points(evaluation));
}

// One output in two rows, several in one row each.
std::string fidelity_table(const std::vector<OutputFidelity>& outputs) {
  if (outputs.size() == 1) {
    return fmt::format("{:<10} {:>7.2f} dB\n{:<10} {:>9.6f}\n", "SQNR", outputs[0].sqnr_db,
                       "cosine", outputs[0].cosine);
  }
  size_t width = 10;
  for (const OutputFidelity& output : outputs) width = std::max(width, output.name.size());
  std::string text = fmt::format("{:<{}} {:>10} {:>9}\n", "output", width, "SQNR", "cosine");
  for (const OutputFidelity& output : outputs) {
    text += fmt::format("{:<{}} {:>7.2f} dB {:>9.6f}\n", output.name, width, output.sqnr_db,
                        output.cosine);
  }
  return text;
}

std::string comparison_table(const Comparison& quantized, int64_t images) {
  std::string text;
  if (quantized.agreement) {
    text += fmt::format(
        "{:<10} {:>7.2f} %\n", "agreement",
        100.0 * static_cast<double>(*quantized.agreement) / static_cast<double>(images));
  }
  return text + fidelity_table(quantized.outputs);
}

void require_something_measured(const Evaluation& evaluation) {
  if (evaluation.quantized || evaluation.reference.images > 0) return;
  throw Error(ErrorKind::kData, "there is nothing to measure", "",
              "top-1 needs a model with one output [N, classes] and images with labels",
              "--quantized MODEL compares the outputs of two models, which needs no labels");
}

}  // namespace

std::string accuracy_table(const Evaluation& evaluation) {
  std::string text = labelled_table(evaluation);
  if (evaluation.quantized) text += comparison_table(*evaluation.quantized, evaluation.images);
  return text + fmt::format("{:<10} {:>7}\n", "images", evaluation.images);
}

Json accuracy_json(const Evaluation& evaluation) {
  Json document{{"images", evaluation.images}};
  const bool is_labelled = evaluation.reference.images > 0;
  if (is_labelled) document["float"] = counts(evaluation.reference);
  if (!evaluation.quantized) return document;
  const Comparison& quantized = *evaluation.quantized;
  if (is_labelled) {
    document["int8"] = counts(quantized.accuracy);
    document["drop_points"] = drop_points(evaluation);
  }
  if (quantized.agreement) document["agreement"] = *quantized.agreement;
  document["sqnr_db"] = finite_or_null(quantized.sqnr_db);
  for (const OutputFidelity& output : quantized.outputs) {
    document["outputs"].push_back({{"name", output.name},
                                   {"sqnr_db", finite_or_null(output.sqnr_db)},
                                   {"cosine", output.cosine}});
  }
  return document;
}

void print_accuracy(const DataArguments& data, const Settings& settings, const DataOptions& options,
                    const Graph& reference, const Graph* quantized, bool as_json) {
  const int threads = options.thread_count();
  const auto samples = validation_samples(data, settings, reference, threads);
  const Evaluation evaluation = evaluate(reference, quantized, *samples, threads, console());
  report_bad_samples(*samples, options.max_bad_images);
  require_something_measured(evaluation);
  if (as_json) {
    print_json(accuracy_json(evaluation));
  } else {
    print_result(accuracy_table(evaluation));
  }
}

}  // namespace msquant
