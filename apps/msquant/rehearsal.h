// A calibration on a few images: how long the whole will take, and how much memory.
#pragma once

#include <cstdint>

#include "msquant/calibration.h"

namespace msquant {

struct Rehearsal {
  int64_t images = 0, validation_images = 0;  // of the whole
  int64_t passes = 0;                         // of all images through the model
  double images_per_second = 0;               // of the float model; 0: too few images to tell
  double calibration_seconds = 0;  // about; without what rounding computes between its passes
  bool is_longer = false;          // because of that
  double evaluation_seconds = 0;
  int64_t memory_bytes = 0;  // about; see calibration_memory()
  int64_t bytes_before = 0;  // of the model's constants
  int64_t bytes_after = 0;
};

// Calibrates a prepared model on the first good images of `samples`, all threads at work, and
// evaluates it on those of `validation`, if that is not empty. Throws what both throw.
Rehearsal rehearse(const CalibrationOptions& options, const CalibrationJob& job,
                   const SampleSource& samples, const SampleSource& validation,
                   Histograms histograms);

}  // namespace msquant
