// What a search for layers to leave in float says of its choice.
#pragma once

#include <string>

#include "report/report.h"

namespace msquant {

// The trial that was chosen. Throws Error(kInternal) if it is none of the search.
const ReportTrial& best_trial(const ReportSearch& search);

// Why the search left a layer in float, from the trial that quantized it and otherwise left no more
// in int8 than the best one does; "" if the search did not leave it.
std::string reason_for_float(const ReportSearch& search, const std::string& layer);

}  // namespace msquant
