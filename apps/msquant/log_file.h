// The console that remembers (--log-file): every stage, message and error with its time.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "msquant/console.h"

namespace msquant {

class LogFile : public Console {
 public:
  // Appends to what is there. Throws Error(kIo) if the file cannot be opened or is a symbolic link.
  explicit LogFile(const std::filesystem::path& path);

  void stage(const std::string& name, const std::string& text) override;
  void progress(const std::string&, int64_t, int64_t) override {}
  void message(log::Level level, const std::string& text) override;
  void error(const Error& error) override;

 private:
  void write(const std::string& text);

  std::mutex mutex_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace msquant
