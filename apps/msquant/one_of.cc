#include "msquant/one_of.h"

#include <algorithm>

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

}  // namespace msquant
