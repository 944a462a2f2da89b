#include "base/checked_file.h"

#include "base/error.h"
#include "base/files.h"
#include "base/unfinished_files.h"

namespace msquant {
namespace {

[[noreturn]] void reject(const std::filesystem::path& file, const std::filesystem::path& path,
                         const std::string& because) {
  const std::filesystem::path kept = path.string() + ".rejected";
  rename_file(file, kept);
  throw Error(ErrorKind::kInternal, "the written file failed its check", kept.string(), because,
              "report this as a bug of msquant, with the file, which is not to be used");
}

// A check that could not be carried out says nothing about the file.
bool is_verdict(const Error& error) {
  return error.kind() != ErrorKind::kInterrupted && error.kind() != ErrorKind::kIo;
}

// Removes the file unless it has got its name.
struct Removal {
  const std::filesystem::path& file;
  ~Removal() {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
  }
};

}  // namespace

void write_checked(const std::filesystem::path& path, const FileTask& write,
                   const FileTask& check) {
  const std::filesystem::path file = path.string() + kUncheckedSuffix;
  const Removal removal{file};
  write(file);
  try {
    check(file);
  } catch (const Error& error) {
    if (is_verdict(error)) reject(file, path, error.what());
    throw;
  }
  rename_file(file, path);
}

}  // namespace msquant
