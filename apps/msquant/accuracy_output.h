// An evaluation as a table for people and as JSON for scripts.
#pragma once

#include <string>

#include "evaluate/accuracy.h"
#include "msquant/data_options.h"
#include "msquant/json_output.h"

namespace msquant {

std::string accuracy_table(const Evaluation& evaluation);
Json accuracy_json(const Evaluation& evaluation);

// Runs the samples of `source` through `reference` and, if given, `quantized`. Throws what
// evaluate() and report_bad_samples() throw.
Evaluation measure(const SampleSource& source, const DataOptions& options, const Graph& reference,
                   const Graph* quantized);

// Prints an evaluation to stdout, as JSON or as a table. Throws Error(kData) if nothing was
// measured: one model, and no labels for it.
void print_evaluation(const Evaluation& evaluation, bool as_json);

// Measures, and prints the result as print_evaluation() does.
void print_accuracy(const SampleSource& samples, const DataOptions& options, const Graph& reference,
                    const Graph* quantized, bool as_json);

// The same for two models of equal rank.
void print_comparison(const Evaluation& evaluation, bool as_json);

}  // namespace msquant
