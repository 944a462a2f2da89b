// Bools as files hold them: one byte each.
#pragma once

#include <optional>
#include <string_view>

namespace msquant {

// The first byte that is neither 0 nor 1, if there is one: to read it as a bool would be undefined
// behaviour.
std::optional<unsigned char> first_bad_bool(std::string_view bytes);

}  // namespace msquant
