// --dry-run: what a command would do, without writing anything.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "msquant/calibration.h"

namespace msquant {

// What follows the calibration.
struct DryRunFacts {
  std::vector<std::filesystem::path> files;  // that would be written
  SampleSource validation;                   // may be empty
  int trials = 0;                            // of a search; 0: no search
  Histograms histograms = Histograms::kWhereNeeded;
  bool json = false;
};

// Opens the calibration images, runs a few of them through the model to see how long the whole
// takes, and prints the plan. Throws what the real run would throw up to there.
void dry_run(const CalibrationOptions& options, const CalibrationJob& job,
             const DryRunFacts& facts);

}  // namespace msquant
