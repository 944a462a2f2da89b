// report.json: a Report as a file. docs/schema/report.json describes it.
#pragma once

#include <string>
#include <string_view>

#include "report/report.h"

namespace msquant {

inline constexpr const char* kReportFile = "report.json";

// Numbers have six significant digits. Bytes that are not UTF-8 are replaced.
std::string to_json(const Report& report);

// Throws Error(kConfig) naming `source` and the cause: bad JSON, a missing key, a wrong type,
// another schema version, an index that points nowhere.
Report parse_report(std::string_view text, const std::string& source);

}  // namespace msquant
