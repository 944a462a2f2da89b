#include "quant/range_options.h"

namespace msquant {
namespace {

// More candidates than this would take minutes and find nothing better.
constexpr double kMostSteps = 1000;

std::string problem_with_percentile(const char* name, double value) {
  if (value > 0.5 && value <= 1) return "";
  return std::string(name) + " is " + std::to_string(value) + ", not above 0.5 and at most 1";
}

std::string problem_with_search(const RangeOptions& options) {
  const double start = options.search_range_start, end = options.search_range_end;
  const double step = options.search_step;
  if (!(start > 0 && end > start)) return "search_range is not 0 < start < end";
  if (!(step > 0 && step <= end - start)) {
    return "search_step is " + std::to_string(step) +
           ", not above 0 and at most the width of search_range";
  }
  return (end - start) / step > kMostSteps ? "search_step makes more than 1000 steps" : "";
}

}  // namespace

const std::vector<RangeParameter>& range_parameters() {
  static const std::vector<RangeParameter> table = {
      {"max_percentile", &RangeOptions::max_percentile},
      {"min_percentile", &RangeOptions::min_percentile},
      {"search_range_start", &RangeOptions::search_range_start},
      {"search_range_end", &RangeOptions::search_range_end},
      {"search_step", &RangeOptions::search_step},
      {"num_of_bins", &RangeOptions::num_of_bins},
  };
  return table;
}

std::string problem_with(const RangeOptions& options) {
  std::string problem = problem_with_percentile("max_percentile", options.max_percentile);
  if (problem.empty()) problem = problem_with_percentile("min_percentile", options.min_percentile);
  if (problem.empty()) problem = problem_with_search(options);
  if (!problem.empty()) return problem;
  for (int bins : {1024, 2048, 4096, 8192}) {
    if (options.num_of_bins == bins) return "";
  }
  return "num_of_bins is " + std::to_string(options.num_of_bins) + ", not 1024, 2048, 4096 or 8192";
}

}  // namespace msquant
