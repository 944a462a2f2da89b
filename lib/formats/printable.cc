#include "formats/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace msquant {
namespace {

// `text` with everything escaped that is neither printable (as fmt sees it) nor one of `kept`.
std::string escaped(std::string_view text, std::string_view kept) {
  const auto is_plain = [kept](char c) {
    return (c >= ' ' && c <= '~') || kept.find(c) != std::string_view::npos;
  };
  std::string result;
  for (auto at = text.begin(); at != text.end();) {
    const auto others = std::find_if_not(at, text.end(), is_plain);
    result.append(at, others);
    at = std::find_if(others, text.end(), is_plain);
    const std::string quoted = fmt::format("{:?}", std::string(others, at));
    result.append(quoted, 1, quoted.size() - 2);
  }
  return result;
}

bool has_control(std::string_view text) {
  char before = '\0';
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // The two bytes of U+0080 to U+009F begin with C2.
    if (byte < 0x20 || byte == 0x7F || (before == '\xC2' && byte < 0xA0)) return true;
    before = c;
  }
  return false;
}

}  // namespace

bool is_utf8(std::string_view text) {
  try {
    nlohmann::json(text).dump();  // throws unless the text is UTF-8
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

bool is_printable(std::string_view text) { return !has_control(text) && is_utf8(text); }

std::string visible(std::string_view text) { return escaped(text, "\n\t"); }

std::string visible_line(std::string_view text) { return escaped(text, "\t"); }

std::string in_quotes(std::string_view text) {
  constexpr size_t kLongest = 200;
  const bool is_long = text.size() > kLongest;
  return "'" + visible_line(text.substr(0, kLongest)) + (is_long ? "…'" : "'");
}

}  // namespace msquant
