// The drawings of the report, each as what its template in web/ is filled with.
#pragma once

#include "report/plot.h"
#include "report/report.h"

namespace msquant {

// How often each value occurs, on a logarithmic scale, and the range chosen.
View histogram_view(const ReportActivation& activation);

// The smallest and largest weight of each output channel.
View channels_view(const ReportWeight& weight);

// The range after more and more images.
View milestones_view(const ReportActivation& activation);

// How far the ranges of all layers were from their last, after more and more images.
View convergence_view(const Report& report);

// The network with a mark for each layer: colour and number for its error, shape for its verdict.
View graph_view(const Report& report);

// The class of the scale of colours that an SQNR falls into: 0 (from 50 dB) to 4 (below 20 dB).
int error_class(double sqnr_db);

// The shape that stands for a verdict beside its name: "●", "▲", "■", "○" for a layer in float.
const char* verdict_mark(const std::string& verdict);

}  // namespace msquant
