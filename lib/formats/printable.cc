#include "formats/printable.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace msquant {

bool is_utf8(std::string_view text) {
  try {
    nlohmann::json(text).dump();  // throws unless the text is UTF-8
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

bool is_printable(std::string_view text) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20u || c == 0x7F;
  });
  return !has_control && is_utf8(text);
}

std::string in_quotes(std::string_view text) {
  constexpr size_t kLongest = 200;
  const bool is_long = text.size() > kLongest;
  std::string shown(text.substr(0, kLongest));
  if (!is_printable(shown)) {
    const auto replace = nlohmann::json::error_handler_t::replace;
    shown = nlohmann::json(shown).dump(-1, ' ', /*ensure_ascii=*/true, replace);
    shown = shown.substr(1, shown.size() - 2);
  }
  return "'" + shown + (is_long ? "…'" : "'");
}

}  // namespace msquant
