// A range of an activation, and the parameters by which it is chosen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace msquant {

// A range of real numbers to be mapped to [-128, 127].
struct Range {
  float min = 0, max = 0;
};

// Parameters of the estimators, with AMCT's names, meanings and defaults. Each estimator uses some.
struct RangeOptions {
  bool asymmetric = true;            // false: zero point 0, the range reaches as far on both sides
  double max_percentile = 0.999999;  // share of the elements that lie below the upper bound
  double min_percentile = 0.999999;  // share of the elements that lie above the lower bound
  double search_range_start = 0.7;   // factors of the upper bound that are tried:
  double search_range_end = 1.3;     // from start to end
  double search_step = 0.01;         // by this
  double num_of_bins = 4096;         // of the histogram that is searched
};

// A number of RangeOptions, as configurations name it.
struct RangeParameter {
  std::string_view name;
  double RangeOptions::*field;
};

const std::vector<RangeParameter>& range_parameters();

// What is wrong with the values ("search_step is 0, not …"), or "" if nothing is.
std::string problem_with(const RangeOptions& options);

}  // namespace msquant
