// A plan (--dry-run) as a table for people and as JSON for scripts.
#pragma once

#include <string>
#include <vector>

#include "msquant/json_output.h"
#include "pipeline/plan.h"

namespace msquant {

// A line for each layer and one for all: action, size of its weight before and after, and how it is
// quantized or why it is not.
std::string plan_table(const std::vector<PlannedLayer>& plan);

// The same as an array of objects.
Json plan_json(const std::vector<PlannedLayer>& plan);

}  // namespace msquant
