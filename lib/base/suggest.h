// "Did you mean …?" for names that a user mistyped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace msquant {

// The candidate nearest to `name` by Levenshtein distance, or "" if none is within a third of the
// length of `name` (at least 2 edits). Ties go to the first.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

// "did you mean 'conv1'?", or "" if nothing is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

// "a, b, c"
std::string joined(const std::vector<std::string>& names);

}  // namespace msquant
