#include "msquant/flag_checks.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/suggest.h"

namespace msquant {

CLI::Validator one_of(const std::string& flag, const std::vector<std::string>& words) {
  const auto check = [flag, words](const std::string& word) -> std::string {
    if (std::find(words.begin(), words.end(), word) != words.end()) return "";
    throw Error(ErrorKind::kUsage, "unknown value '" + word + "'", flag,
                "the values are: " + joined(words), did_you_mean(word, words));
  };
  return CLI::Validator(check, "{" + joined(words) + "}");
}

CLI::Validator at_least(int64_t least) {
  const auto check = [least](const std::string& word) -> std::string {
    int64_t number = 0;
    const char* const end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data(), end, number);
    if (error == std::errc() && rest == end && number >= least) return "";
    return "'" + word + "' is no whole number from " + std::to_string(least);
  };
  return CLI::Validator(check, "");
}

}  // namespace msquant
