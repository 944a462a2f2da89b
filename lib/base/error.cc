#include "base/error.h"

#include <utility>

namespace msquant {
namespace {

std::string join(const std::string& message, const std::string& where, const std::string& because,
                 const std::string& hint) {
  std::string text = message;
  if (!where.empty()) text += ", in " + where;
  if (!because.empty()) text += ": " + because;
  if (!hint.empty()) text += " (try: " + hint + ")";
  return text;
}

}  // namespace

Error::Error(ErrorKind kind, std::string what, std::string where, std::string because,
             std::string hint)
    : std::runtime_error(join(what, where, because, hint)),
      kind_(kind),
      message_(std::move(what)),
      where_(std::move(where)),
      because_(std::move(because)),
      hint_(std::move(hint)) {}

void fail_check(const char* condition, const char* file, int line) {
  throw Error(ErrorKind::kInternal, "internal error",
              std::string(file) + ":" + std::to_string(line), std::string("expected ") + condition,
              "report this as a bug of msquant");
}

}  // namespace msquant
