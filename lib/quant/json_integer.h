// Integers in the JSON files that msquant writes.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace msquant {

// The integer that `json` is. Throws ordered_json::type_error if it is anything else, a number
// with a point or an exponent too, or one that Integer cannot hold.
template <class Integer>
Integer integer_in(const nlohmann::ordered_json& json) {
  using Limits = std::numeric_limits<Integer>;
  const bool is_negative =
      json.is_number_integer() && !json.is_number_unsigned() && json.get<int64_t>() < 0;
  const bool fits = is_negative ? json.get<int64_t>() >= static_cast<int64_t>(Limits::min())
                                : json.is_number_integer() &&
                                      json.get<uint64_t>() <= static_cast<uint64_t>(Limits::max());
  if (fits) return json.get<Integer>();
  throw nlohmann::ordered_json::type_error::create(
      302,
      "type must be an integer of " + std::to_string(8 * sizeof(Integer)) + " bits, but is " +
          (json.is_number() ? json.dump() : json.type_name()),
      &json);
}

}  // namespace msquant
