#include "msquant/log_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>

#include "formats/printable.h"
#include "msquant/text_console.h"

namespace msquant {
namespace {

// What others may have put there is neither followed to a file elsewhere nor, if it is a pipe,
// waited for until somebody reads it.
int open_for_appending(const char* path) {
  const int descriptor =
      ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  if (descriptor >= 0) ::fcntl(descriptor, F_SETFL, O_APPEND);
  return descriptor;
}

std::string reason(int error) {
  if (error == ELOOP) return "it is a symbolic link";
  if (error == ENXIO) return "it is a pipe that nobody reads";
  return std::strerror(error);
}

}  // namespace

LogFile::LogFile(const std::filesystem::path& path) : file_(nullptr, std::fclose) {
  const int descriptor = open_for_appending(path.c_str());
  if (descriptor >= 0) file_.reset(::fdopen(descriptor, "a"));
  if (file_) return;
  throw Error(ErrorKind::kIo, "cannot write the log file", path.string(), reason(errno));
}

void LogFile::stage(const std::string& name, const std::string& text) {
  write(stage_text(name, text) + "\n");
}

void LogFile::message(log::Level level, const std::string& text) {
  write(fmt::format("{}: {}\n", name_of(level), visible_line(text)));
}

void LogFile::error(const Error& error) { write(error_text(error)); }

// At once, so that a process that is killed has said all it had to say.
void LogFile::write(const std::string& text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  fmt::print(file_.get(), "{:%Y-%m-%d %H:%M:%S}  {}", fmt::localtime(std::time(nullptr)), text);
  std::fflush(file_.get());
}

}  // namespace msquant
