// A small report with every kind of content, its names as hostile as a model could have them.
#pragma once

#include "report/report.h"

namespace msquant {

inline const std::string kHostileName = "<img src=x onerror=alert(1)>\"'&";

// An input, an int8 layer of that name, and a layer in float.
Report sample_report();

// Three trials, of which the last was chosen.
ReportSearch sample_search();

}  // namespace msquant
