// Results as JSON, for scripts (--json).
#pragma once

#include <nlohmann/json.hpp>

namespace msquant {

// Keys keep the order in which they were added.
using Json = nlohmann::ordered_json;

// Prints one JSON document to stdout. Bytes that are not UTF-8 are replaced.
void print_json(const Json& document);

}  // namespace msquant
