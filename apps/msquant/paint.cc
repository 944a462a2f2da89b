#include "msquant/paint.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace msquant {
namespace {

bool is_forbidden = false;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool wants_color(int descriptor) {
  return !is_forbidden && environment("NO_COLOR").empty() && environment("TERM") != "dumb" &&
         ::isatty(descriptor) == 1;
}

const char* code_of(Paint color) {
  switch (color) {
    case Paint::kRed:
      return "\x1b[1;31m";
    case Paint::kGreen:
      return "\x1b[1;32m";
    case Paint::kYellow:
      return "\x1b[1;33m";
    case Paint::kNone:
      break;
  }
  return "";
}

}  // namespace

void forbid_color() { is_forbidden = true; }

std::string painted(int descriptor, Paint color, const std::string& text) {
  if (color == Paint::kNone || !wants_color(descriptor)) return text;
  return code_of(color) + text + "\x1b[0m";
}

}  // namespace msquant
