// From the findings of a run to its report.
#pragma once

#include <cstdint>
#include <optional>

#include "analyze/verdict.h"
#include "pipeline/calibrate.h"
#include "report/report.h"

namespace msquant {

struct RunFindings {
  const Observation& observation;
  const Calibrated& calibrated;
  const CalibrationMethods& methods;
  const LayerErrors& errors;  // of the layers of the record
  std::optional<Evaluation> evaluation;
  std::optional<ReportSearch> search;
  std::vector<ReportInput> inputs;
};

// All that follows from the findings; who made the run, of what and how is left to the caller.
Report assemble_report(const RunFindings& findings);

}  // namespace msquant
