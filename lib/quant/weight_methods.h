// From the weights of one output channel to their scale: pure functions in one table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tensor/span.h"

namespace msquant {

struct WeightMethod {
  std::string_view name;
  std::string_view summary;  // one line for --help and the docs
  // The step of symmetric int8 weights; 0 if all are 0. `weights` are finite.
  float (*scale)(Span<const float> weights);
};

// All methods; the first is the default.
const std::vector<WeightMethod>& weight_methods();

std::vector<std::string> weight_method_names();

// Throws Error(kUsage) with a suggestion if there is none of that name.
const WeightMethod& find_weight_method(const std::string& name);

}  // namespace msquant
