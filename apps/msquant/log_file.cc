#include "msquant/log_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "formats/printable.h"
#include "msquant/text_console.h"

namespace msquant {

LogFile::LogFile(const std::filesystem::path& path) : file_(nullptr, std::fclose) {
  // What others may have put there is not followed to a file elsewhere.
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor >= 0) file_.reset(::fdopen(descriptor, "a"));
  if (file_) return;
  throw Error(ErrorKind::kIo, "cannot write the log file", path.string(),
              errno == ELOOP ? "it is a symbolic link" : std::strerror(errno));
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
