#include "msquant/json_output.h"

#include "formats/printable.h"
#include "msquant/console.h"

namespace msquant {
namespace {

// JSON escapes only some of the characters that a terminal would obey.
std::string dumped(const Json& document, int indent) {
  constexpr auto kReplace = Json::error_handler_t::replace;
  const std::string text = document.dump(indent, ' ', /*ensure_ascii=*/false, kReplace);
  return visible(text) == text ? text : document.dump(indent, ' ', /*ensure_ascii=*/true, kReplace);
}

}  // namespace

std::string to_line(const Json& document) { return dumped(document, -1); }

void print_json(const Json& document) { print_result(dumped(document, 2) + "\n"); }

}  // namespace msquant
