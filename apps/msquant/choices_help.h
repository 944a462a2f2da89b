// The help of a flag whose values are the rows of a table.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>

namespace msquant {

// "INTRODUCTION: a (what it is); b (…) default a", from a table of names and summaries whose first
// row is the default.
template <class Rows>
std::string choices_help(const std::string& introduction, const Rows& rows) {
  std::string text = introduction + ":";
  for (const auto& row : rows) text += fmt::format(" {} ({});", row.name, row.summary);
  text.back() = ' ';
  return text + "default " + std::string(std::begin(rows)->name);
}

}  // namespace msquant
