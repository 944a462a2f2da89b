// An evaluation as a table for people and as JSON for scripts.
#pragma once

#include <string>

#include "evaluate/accuracy.h"
#include "msquant/accuracy_gate.h"
#include "msquant/data_options.h"
#include "msquant/json_output.h"

namespace msquant {

std::string accuracy_table(const Evaluation& evaluation);
Json accuracy_json(const Evaluation& evaluation);

// Runs the samples of `source` through `reference` and, if given, `quantized`. Throws what
// evaluate() and report_bad_samples() throw.
Evaluation measure(const SampleSource& source, const DataOptions& options, const Graph& reference,
                   const Graph* quantized);

// Measures, and prints the result to stdout, as JSON or as a table, with the verdict of `gate` if
// it has a limit; then lets it report. Throws Error(kData) if there is nothing to measure: one
// model, and no labels for it.
Evaluation print_accuracy(const SampleSource& samples, const DataOptions& options,
                          const Graph& reference, const Graph* quantized, bool as_json,
                          const AccuracyGate& gate);

// The same for two models of equal rank.
void print_comparison(const Evaluation& evaluation, bool as_json);

}  // namespace msquant
