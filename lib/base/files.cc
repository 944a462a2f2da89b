#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace msquant {
namespace {

constexpr const char* kFolderHint = "check that the folder is there and writable";

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, const char* hint = "") {
  throw Error(ErrorKind::kIo, what, path.string(), std::strerror(errno), hint);
}

// Closes a descriptor when the scope ends.
struct Descriptor {
  int value;
  ~Descriptor() { ::close(value); }
};

}  // namespace

MappedFile::MappedFile(std::filesystem::path path, const char* data, size_t size)
    : path_(std::move(path)), data_(data), size_(size) {}

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(const_cast<char*>(data_), size_);
}

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.value < 0) fail("cannot open file", path, "check the path and its permissions");
  struct stat status {};
  if (::fstat(file.value, &status) != 0) fail("cannot read file", path);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::kIo, "cannot read file", path.string(),
                S_ISDIR(status.st_mode) ? "it is a folder, not a regular file"
                                        : "it is not a regular file");
  }
  const auto size = static_cast<size_t>(status.st_size);
  const char* data = "";
  if (size > 0) {
    void* map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value, 0);
    if (map == MAP_FAILED) fail("cannot map file", path);
    data = static_cast<const char*>(map);
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(path, data, size));
}

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
  std::string name = destination_.string() + ".XXXXXX.partial";
  descriptor_ = ::mkstemps(name.data(), static_cast<int>(std::strlen(".partial")));
  if (descriptor_ < 0) fail("cannot write file", destination_, kFolderHint);
  temporary_ = name;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write file", destination_, "check the free space of the disk");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void AtomicFile::commit() {
  // mkstemps creates 0600; give the file the permissions that any other new file would have.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(descriptor_, 0666 & ~mask) != 0 || ::fsync(descriptor_) != 0) {
    fail("cannot write file", destination_);
  }
  const int descriptor = std::exchange(descriptor_, -1);
  if (::close(descriptor) != 0) fail("cannot write file", destination_);
  if (::rename(temporary_.c_str(), destination_.c_str()) != 0) {
    fail("cannot write file", destination_);
  }
  temporary_.clear();
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw Error(ErrorKind::kIo, "cannot make folder", path.string(), error.message());
}

void require_writable(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (::access((folder / "").c_str(), W_OK | X_OK) == 0) return;
  fail("cannot write file", path, kFolderHint);
}

void require_possible_folder(const std::filesystem::path& path) {
  std::filesystem::path nearest = std::filesystem::absolute(path);
  while (!std::filesystem::exists(nearest)) nearest = nearest.parent_path();
  if (::access((nearest / "").c_str(), W_OK | X_OK) != 0) fail("cannot make folder", path);
}

std::string read_file(const std::filesystem::path& path) {
  return std::string(MappedFile::open(path)->bytes());
}

}  // namespace msquant
