// An evaluation as a table for people and as JSON for scripts.
#pragma once

#include <string>

#include "evaluate/accuracy.h"
#include "msquant/json_output.h"

namespace msquant {

std::string accuracy_table(const Evaluation& evaluation);
Json accuracy_json(const Evaluation& evaluation);

}  // namespace msquant
