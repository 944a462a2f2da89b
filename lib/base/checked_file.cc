#include "base/checked_file.h"

#include "base/error.h"

namespace msquant {
namespace {

void give_name(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error) throw Error(ErrorKind::kIo, "cannot rename file", to.string(), error.message());
}

[[noreturn]] void reject(const std::filesystem::path& file, const std::filesystem::path& path,
                         const std::string& because) {
  const std::filesystem::path kept = path.string() + ".rejected";
  give_name(file, kept);
  throw Error(ErrorKind::kInternal, "the written file failed its check", kept.string(), because,
              "report this as a bug of msquant, with the file, which is not to be used");
}

}  // namespace

void write_checked(const std::filesystem::path& path, const FileTask& write,
                   const FileTask& check) {
  const std::filesystem::path file = path.string() + ".unchecked";
  write(file);
  try {
    check(file);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInterrupted) reject(file, path, error.what());
    std::filesystem::remove(file);
    throw;
  }
  give_name(file, path);
}

}  // namespace msquant
