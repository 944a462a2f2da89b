#include "base/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/unfinished_files.h"

namespace msquant {
namespace {

constexpr const char* kLockFile = "run.lock";

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
  throw Error(ErrorKind::kIo, what, file.string(), std::strerror(errno),
              "check that the folder is there and writable");
}

Descriptor open_lock_file(const std::filesystem::path& file) {
  Descriptor opened(uninterrupted(
      [&] { return ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666); }));
  if (!opened) fail("cannot write file", file);
  return opened;
}

// Whether the file of that name is still the one that was opened: its holder may have removed it
// before it could be locked.
bool is_named(int descriptor, const std::filesystem::path& file) {
  struct stat opened {
  }, named{};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(file.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

// "process 4711 on node7"; processes may be on other machines that see the same folder.
std::string this_process() {
  char host[256] = "";
  ::gethostname(host, sizeof(host) - 1);
  return "process " + std::to_string(::getpid()) + " on " + host;
}

std::string written_in(int descriptor) {
  char text[512];
  const ssize_t size = ::pread(descriptor, text, sizeof(text), 0);
  return size > 0 ? std::string(text, static_cast<size_t>(size)) : "another process";
}

// What it says is for people: a disk that is full does not matter.
void write_into(int descriptor, const std::string& text) {
  if (::ftruncate(descriptor, 0) != 0) return;
  [[maybe_unused]] const ssize_t size = ::pwrite(descriptor, text.data(), text.size(), 0);
}

void take(int descriptor, const std::filesystem::path& file) {
  if (uninterrupted([&] { return ::flock(descriptor, LOCK_EX | LOCK_NB); }) == 0) return;
  const std::string folder = file.parent_path().string();
  if (errno == EWOULDBLOCK) {
    throw Error(ErrorKind::kUsage, "the folder is in use", folder,
                written_in(descriptor) + " is writing into it",
                "wait until it has ended, stop it, or write into another folder");
  }
  if (errno != ENOLCK && errno != EOPNOTSUPP && errno != ENOSYS) fail("cannot lock file", file);
  log::warn("{}: its file system has no locks: a second run into it would not be noticed", folder);
}

}  // namespace

NeededFolder::NeededFolder(std::filesystem::path path)
    : path_(std::move(path)), is_new_(!std::filesystem::exists(path_)) {
  make_folder(path_);
}

NeededFolder::~NeededFolder() {
  if (is_new_) ::rmdir(path_.c_str());
}

FolderLock::FolderLock(std::filesystem::path folder)
    : folder_(std::move(folder)), file_(folder_.path() / kLockFile) {
  do {
    lock_ = open_lock_file(file_);
    take(lock_.get(), file_);
  } while (!is_named(lock_.get(), file_));
  write_into(lock_.get(), this_process());
  remove_unfinished_files(folder_.path());
}

// The name first: whoever opens the file after this makes a new one.
FolderLock::~FolderLock() { ::unlink(file_.c_str()); }

}  // namespace msquant
