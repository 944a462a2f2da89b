// The help of a flag whose values are the rows of a table.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>

namespace msquant {

// "INTRODUCTION: a (what it is); b (…)", from a table of names and summaries.
template <class Rows>
std::string options_help(const std::string& introduction, const Rows& rows) {
  std::string text = introduction + ":";
  for (const auto& row : rows) text += fmt::format(" {} ({});", row.name, row.summary);
  text.pop_back();
  return text;
}

// The same and "; default a": the first row.
template <class Rows>
std::string choices_help(const std::string& introduction, const Rows& rows) {
  return options_help(introduction, rows) + "; default " + std::string(std::begin(rows)->name);
}

}  // namespace msquant
