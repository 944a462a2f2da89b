// What calibration found out about one activation.
#pragma once

#include <string>

#include "graph/quant_params.h"
#include "quant/tensor_stats.h"
#include "report/report.h"

namespace msquant {

// The real numbers that the integers of an activation reach.
ReportRange range_of(const QuantParams& params);

// All but the milestones. `params` are per tensor.
ReportActivation activation_report(const TensorStats& stats, const QuantParams& params,
                                   const std::string& estimator);

// How far the ends of `range` are from those of `last`, as a share of the width of `last`.
double distance(const ReportRange& range, const ReportRange& last);

}  // namespace msquant
