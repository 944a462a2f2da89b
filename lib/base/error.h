// The one exception type of the program. It is thrown where the fact is known, translated from a
// third-party exception at the layer that owns the library, and caught in `main` (which prints it)
// and in the loop over images (which counts and reports unreadable ones).
#pragma once

#include <stdexcept>
#include <string>

namespace msquant {

// What went wrong, from the user's point of view; base/exit_status.h maps it to an exit code.
enum class ErrorKind {
  kUsage,
  kConfig,
  kModel,
  kData,
  kUnsupported,
  kAccuracy,
  kIo,
  kInternal,
  kInterrupted
};

// An error of four parts, printed on one line each:
//   error:   what happened            e.g. "cannot read checkpoint"
//   in:      the file, node or key    e.g. "resnet50.ckpt: parameter 'conv1.weight'"
//   because: the fact behind it       e.g. "the file ends 1000 bytes early"
//   try:     what the user can do     e.g. "copy the file again"
// `where`, `because` and `hint` may be empty. what() joins all parts on one line.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string what, std::string where = {}, std::string because = {},
        std::string hint = {});

  ErrorKind kind() const { return kind_; }
  const std::string& message() const { return message_; }
  const std::string& where() const { return where_; }
  const std::string& because() const { return because_; }
  const std::string& hint() const { return hint_; }

 private:
  ErrorKind kind_;
  std::string message_, where_, because_, hint_;
};

// Throws an Error of kind kInternal: a bug of ours, not a mistake of the user.
[[noreturn]] void fail_check(const char* condition, const char* file, int line);

}  // namespace msquant

// Checks an invariant of our own code. Never use it on anything that comes from a file or a flag.
#define MSQUANT_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::msquant::fail_check(#condition, __FILE__, __LINE__))
