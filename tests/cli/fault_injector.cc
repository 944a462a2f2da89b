// A library to be preloaded (LD_PRELOAD) into the real binary: it makes one system call fail.
//
//   MSQUANT_FAULT="write 3 ENOSPC"  what the third write() meets: the name of an error, "short"
//                                   (half of the bytes are written), "kill" or "term" (a signal
//                                   before the call), or "append:FILE" (a byte to that file before
//                                   the call)
//   MSQUANT_FAULT_MARK=FILE         is made when that happens
//
// Of calls on descriptors those on regular files count, of open() those outside of the system's
// folders, which libraries look into.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

struct Fault {
  std::string call, action;
  int number = 0;

  Fault() {
    const char* const text = std::getenv("MSQUANT_FAULT");
    if (text == nullptr) return;
    const std::string words = text;
    const size_t first = words.find(' '), second = words.find(' ', first + 1);
    call = words.substr(0, first);
    number = std::atoi(words.c_str() + first);
    action = words.substr(second + 1);
  }
};

const Fault& fault() {
  static const Fault from_environment;
  return from_environment;
}

int error_of(const std::string& name) {
  constexpr struct {
    const char* name;
    int value;
  } kErrors[] = {{"EACCES", EACCES}, {"EINTR", EINTR},   {"EIO", EIO},      {"EMFILE", EMFILE},
                 {"ENOLCK", ENOLCK}, {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC}};
  for (const auto& error : kErrors) {
    if (name == error.name) return error.value;
  }
  return 0;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

void append_to(const char* file) {
  const int flags = O_CREAT | O_WRONLY | O_APPEND;
  const int descriptor = next<int(const char*, int, ...)>("open")(file, flags, 0600);
  next<ssize_t(int, const void*, size_t)>("write")(descriptor, "!", 1);
  next<int(int)>("close")(descriptor);
}

// Whether it is this call's turn.
bool is_due(const char* call) {
  static std::atomic<int> calls{0};
  if (fault().call != call || ++calls != fault().number) return false;
  if (const char* const mark = std::getenv("MSQUANT_FAULT_MARK")) append_to(mark);
  const std::string append = "append:";
  if (fault().action.rfind(append, 0) == 0) append_to(fault().action.c_str() + append.size());
  if (fault().action == "kill") ::raise(SIGKILL);
  if (fault().action == "term") ::raise(SIGTERM);
  return true;
}

// Whether the call that is due is to fail; sets errno.
bool is_error() {
  const int error = error_of(fault().action);
  if (error != 0) errno = error;
  return error != 0;
}

bool fails(const char* call) { return is_due(call) && is_error(); }

bool is_regular(int descriptor) {
  struct stat status {};
  return descriptor > STDERR_FILENO && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

bool is_systems(const std::string& path) {
  for (const char* folder : {"/dev/", "/etc/", "/proc/", "/sys/", "/usr/"}) {
    if (path.rfind(folder, 0) == 0) return true;
  }
  return false;
}

bool is_for_writing(int descriptor) {
  return is_regular(descriptor) && (::fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t size) {
  if (is_regular(descriptor) && is_due("write")) {
    if (is_error()) return -1;
    if (fault().action == "short") size = (size + 1) / 2;
  }
  return next<ssize_t(int, const void*, size_t)>("write")(descriptor, bytes, size);
}

int fsync(int descriptor) { return fails("fsync") ? -1 : next<int(int)>("fsync")(descriptor); }

int fchmod(int descriptor, mode_t mode) {
  return fails("fchmod") ? -1 : next<int(int, mode_t)>("fchmod")(descriptor, mode);
}

// As Linux does: what fails is closed all the same.
int close(int descriptor) {
  const bool failed = is_for_writing(descriptor) && fails("close");
  const int error = errno;
  const int result = next<int(int)>("close")(descriptor);
  if (!failed) return result;
  errno = error;
  return -1;
}

int rename(const char* from, const char* to) {
  return fails("rename") ? -1 : next<int(const char*, const char*)>("rename")(from, to);
}

int unlink(const char* path) {
  return fails("unlink") ? -1 : next<int(const char*)>("unlink")(path);
}

int mkdir(const char* path, mode_t mode) {
  return fails("mkdir") ? -1 : next<int(const char*, mode_t)>("mkdir")(path, mode);
}

int mkstemps(char* name, int suffix) {
  return fails("mkstemps") ? -1 : next<int(char*, int)>("mkstemps")(name, suffix);
}

int flock(int descriptor, int operation) {
  return fails("flock") ? -1 : next<int(int, int)>("flock")(descriptor, operation);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return !is_systems(path) && fails("open")
             ? -1
             : next<int(const char*, int, ...)>("open")(path, flags, mode);
}

void* mmap(void* address, size_t size, int protection, int flags, int descriptor, off_t offset) {
  if (descriptor >= 0 && fails("mmap")) return MAP_FAILED;
  return next<void*(void*, size_t, int, int, int, off_t)>("mmap")(address, size, protection, flags,
                                                                  descriptor, offset);
}

}  // extern "C"
