// What a report concludes from its figures. docs/report.md states the rules.
#pragma once

#include <cstdint>
#include <vector>

#include "report/report.h"

namespace msquant {

// With fewer calibration images ranges depend much on which were picked.
inline constexpr int64_t kFewImages = 32;

// From the accuracy if it was measured, else from the outputs' SQNR:
//               good                suspicious
//   top-1 drop  up to 1 point       up to 3 points
//   SQNR        from 20 dB          from 10 dB (the accumulated view's thresholds)
// An unlabelled classifier's disagreement counts like a drop. After a search for layers to leave in
// float its target decides: good or bad.
ReportVerdict judge(const Report& report);

// The layer of the lowest SQNR: end to end, else isolated. Null if no layer is quantized.
const ReportLayer* worst_layer(const Report& report);

// How much the ranges of an activation still moved when the second half of the images came, as a
// share of its final width; 0 if there is no earlier milestone.
double last_move(const ReportActivation& activation);

// What is worth a look, each kind once.
std::vector<ReportWarning> find_warnings(const Report& report);

}  // namespace msquant
