#include "msquant/accuracy_output.h"

#include <fmt/format.h>

#include <cmath>

#include "msquant/console.h"
#include "pipeline/images.h"

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

}  // namespace

std::string accuracy_table(const Evaluation& evaluation) {
  std::string text = fmt::format("{:<10} {:>9} {:>9}\n", "", "top-1", "top-5");
  const bool labelled = evaluation.is_labelled();
  if (!labelled) text.clear();
  if (labelled) text += row(evaluation.quantized ? "float" : "model", evaluation.reference);
  if (evaluation.quantized) {
    const Comparison& quantized = *evaluation.quantized;
    if (labelled) {
      text += row("int8", quantized.accuracy);
      text += fmt::format("{:<10} {:>7.2f} points\n", "drop", drop_points(evaluation));
    }
    text += fmt::format("{:<10} {:>7.2f} %\n", "agreement", evaluation.agreement_percent());
    text += fmt::format("{:<10} {:>7.2f} dB\n", "SQNR", quantized.sqnr_db);
  }
  return text + fmt::format("{:<10} {:>7}\n", "images", evaluation.images);
}

Json accuracy_json(const Evaluation& evaluation) {
  Json document{{"images", evaluation.images}, {"float", counts(evaluation.reference)}};
  if (evaluation.quantized) {
    const Comparison& quantized = *evaluation.quantized;
    document["int8"] = counts(quantized.accuracy);
    document["drop_points"] = drop_points(evaluation);
    document["agreement"] = quantized.agreement;
    document["sqnr_db"] = finite_or_null(quantized.sqnr_db);
  }
  return document;
}

void print_accuracy(const std::filesystem::path& folder, const Settings& settings,
                    const DataOptions& options, const Graph& reference, const Graph* quantized,
                    bool as_json) {
  const int threads = options.thread_count();
  const auto images = validation_images(folder, settings, reference, threads);
  const Evaluation evaluation = evaluate(reference, quantized, *images, threads, console());
  report_bad_images(*images, options.max_bad_images);
  if (as_json) {
    print_json(accuracy_json(evaluation));
  } else {
    print_result(accuracy_table(evaluation));
  }
}

}  // namespace msquant
