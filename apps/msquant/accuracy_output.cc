#include "msquant/accuracy_output.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "msquant/console.h"
#include "pipeline/images.h"

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

std::string image_row(const Evaluation& evaluation) {
  return fmt::format("{:<10} {:>7}\n", "images", evaluation.images);
}

std::string comparison_table(const Evaluation& evaluation) {
  const Comparison& second = *evaluation.quantized;
  return accuracy_rows(evaluation, "A", "B") +
         row("agreement", evaluation.agreement_percent(), "%") + row("SQNR", second.sqnr_db, "dB") +
         fmt::format("{:<10} {:>10.5f}\n", "cosine", second.cosine) +
         fmt::format("{:<10} {:>10.3g}\n", "max |A-B|", second.max_abs_difference) +
         image_row(evaluation);
}

Json counts(const Accuracy& accuracy) {
  return {{"images", accuracy.images},
          {"top1_percent", accuracy.top1_percent()},
          {"top5_percent", accuracy.top5_percent()}};
}

// JSON has no infinity; null stands for outputs that are equal.
Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json named_accuracy(const Evaluation& evaluation, const char* first, const char* second) {
  Json document{{"images", evaluation.images}, {first, counts(evaluation.reference)}};
  if (evaluation.quantized) {
    document[second] = counts(evaluation.quantized->accuracy);
    document["drop_points"] = drop_points(evaluation);
    document["agreement"] = evaluation.quantized->agreement;
    document["sqnr_db"] = finite_or_null(evaluation.quantized->sqnr_db);
  }
  return document;
}

Json comparison_json(const Evaluation& evaluation) {
  Json document = named_accuracy(evaluation, "a", "b");
  document["cosine"] = finite_or_null(evaluation.quantized->cosine);
  document["max_abs_difference"] = finite_or_null(evaluation.quantized->max_abs_difference);
  return document;
}

}  // namespace

std::string accuracy_table(const Evaluation& evaluation) {
  if (!evaluation.quantized) {
    return accuracy_rows(evaluation, "model", "") + image_row(evaluation);
  }
  return accuracy_rows(evaluation, "float", "int8") +
         row("agreement", evaluation.agreement_percent(), "%") +
         row("SQNR", evaluation.quantized->sqnr_db, "dB") + image_row(evaluation);
}

Json accuracy_json(const Evaluation& evaluation) {
  return named_accuracy(evaluation, "float", "int8");
}

Evaluation measure(std::vector<Sample> samples, const Settings& settings,
                   const DataOptions& options, const Graph& reference, const Graph* quantized) {
  const int threads = options.thread_count();
  const auto images = load_images(std::move(samples), settings, reference, threads);
  const Evaluation evaluation = evaluate(reference, quantized, *images, threads, console());
  report_bad_images(*images, options.max_bad_images);
  return evaluation;
}

void print_accuracy(std::vector<Sample> samples, const Settings& settings,
                    const DataOptions& options, const Graph& reference, const Graph* quantized,
                    bool as_json) {
  const Evaluation evaluation =
      measure(std::move(samples), settings, options, reference, quantized);
  if (as_json) {
    print_json(accuracy_json(evaluation));
  } else {
    print_result(accuracy_table(evaluation));
  }
}

void print_comparison(const Evaluation& evaluation, bool as_json) {
  if (as_json) {
    print_json(comparison_json(evaluation));
  } else {
    print_result(comparison_table(evaluation));
  }
}

}  // namespace msquant
