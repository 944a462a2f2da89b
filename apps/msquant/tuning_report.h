// What the report of a run says of the search that chose its layers.
#pragma once

#include "msquant/run_report.h"
#include "msquant/tuning.h"

namespace msquant {

// The trials, and the command that searches again in the run's `folder`.
RunOrigin search_origin(const std::filesystem::path& folder, const CalibrationJob& job,
                        const TuningOptions& options, const TuneResult& result);

}  // namespace msquant
