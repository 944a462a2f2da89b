// An evaluation as a table for people and as JSON for scripts.
#pragma once

#include <string>
#include <vector>

#include "evaluate/accuracy.h"
#include "msquant/data_options.h"
#include "msquant/json_output.h"
#include "pipeline/settings.h"

namespace msquant {

std::string accuracy_table(const Evaluation& evaluation);
Json accuracy_json(const Evaluation& evaluation);

// Runs labelled images through `reference` and, if given, `quantized`. Throws what evaluate() and
// report_bad_images() throw.
Evaluation measure(std::vector<Sample> samples, const Settings& settings,
                   const DataOptions& options, const Graph& reference, const Graph* quantized);

// Measures, and prints the result to stdout, as JSON or as a table.
void print_accuracy(std::vector<Sample> samples, const Settings& settings,
                    const DataOptions& options, const Graph& reference, const Graph* quantized,
                    bool as_json);

// The same for two models of equal rank.
void print_comparison(const Evaluation& evaluation, bool as_json);

}  // namespace msquant
