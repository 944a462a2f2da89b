// Results as JSON, for scripts (--json).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace msquant {

// Keys keep the order in which they were added.
using Json = nlohmann::ordered_json;

// The document on one line. Bytes that are not UTF-8 are replaced, here and below.
std::string to_line(const Json& document);

// Prints one JSON document to stdout.
void print_json(const Json& document);

}  // namespace msquant
