// An evaluation as a table for people and as JSON for scripts.
#pragma once

#include <string>

#include "evaluate/accuracy.h"
#include "msquant/data_options.h"
#include "msquant/json_output.h"
#include "pipeline/settings.h"

namespace msquant {

std::string accuracy_table(const Evaluation& evaluation);
Json accuracy_json(const Evaluation& evaluation);

// Runs the samples of `data` through `reference` and, if given, `quantized`, and prints the result
// to stdout, as JSON or as a table. Throws Error(kData) if there is nothing to measure: one model,
// and no labels for it; and what evaluate() and report_bad_samples() throw.
void print_accuracy(const DataArguments& data, const Settings& settings, const DataOptions& options,
                    const Graph& reference, const Graph* quantized, bool as_json);

}  // namespace msquant
