// The errors of layers as a table for people and as JSON for scripts.
#pragma once

#include <string>
#include <vector>

#include "analyze/verdict.h"
#include "msquant/json_output.h"

namespace msquant {

// The layers in the order of sort_orders(), a line on what the verdicts mean, and the sources.
std::string analysis_table(const LayerErrors& errors, const std::string& order);

// The same, and the layers that `suggested` names.
Json analysis_json(const LayerErrors& errors, const std::string& order,
                   const std::vector<std::string>& suggested);

// The entries of quant_config.json that keep these layers in float.
std::string suggestion_text(const std::vector<std::string>& layers);

}  // namespace msquant
