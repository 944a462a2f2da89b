#include "support/thrown_error.h"

#include <catch2/catch.hpp>

namespace msquant {

Error thrown_error(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error was thrown");
  return {ErrorKind::kInternal, ""};
}

}  // namespace msquant
