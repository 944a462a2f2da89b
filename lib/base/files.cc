#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "base/error.h"
#include "base/unfinished_files.h"

namespace msquant {
namespace {

constexpr const char* kFolderHint = "check that the folder is there and writable";
constexpr const char* kDiskHint = "check the free space and the health of the disk";

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, const char* hint = "") {
  throw Error(ErrorKind::kIo, what, path.string(), std::strerror(errno), hint);
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// A new name is durable once the folder that holds it is. Some network file systems refuse to sync
// a folder; they have no such state of their own.
void sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = folder_of(path);
  const Descriptor opened(
      uninterrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  // A folder that may be written into need not be readable.
  if (!opened && errno == EACCES) return;
  if (opened && uninterrupted([&] { return ::fsync(opened.get()); }) == 0) return;
  if (opened && (errno == EINVAL || errno == EOPNOTSUPP)) return;
  fail("cannot write file", path, kDiskHint);
}

}  // namespace

MappedFile::MappedFile(std::filesystem::path path, FileStamp stamp, const char* data, size_t size)
    : path_(std::move(path)), stamp_(stamp), region_(data, size, path_.c_str()) {}

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  // A pipe would otherwise wait here for somebody who writes into it.
  const Descriptor file(uninterrupted(
      [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); }));
  if (!file) fail("cannot open file", path, "check the path and its permissions");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("cannot read file", path);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::kIo, "cannot read file", path.string(),
                S_ISDIR(status.st_mode) ? "it is a folder, not a regular file"
                                        : "it is not a regular file");
  }
  const auto size = static_cast<size_t>(status.st_size);
  const char* data = "";
  if (size > 0) {
    void* map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (map == MAP_FAILED && errno == ENOMEM) throw std::bad_alloc();
    if (map == MAP_FAILED) fail("cannot map file", path);
    data = static_cast<const char*>(map);
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(path, stamp_of(status), data, size));
}

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
  std::string name = destination_.string() + ".XXXXXX" + kPartialSuffix;
  const auto suffix = static_cast<int>(std::strlen(kPartialSuffix));
  descriptor_ = Descriptor(::mkstemps(name.data(), suffix));
  if (!descriptor_) fail("cannot write file", destination_, kFolderHint);
  temporary_ = name;
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        uninterrupted([&] { return ::write(descriptor(), bytes.data(), bytes.size()); });
    if (written < 0) fail("cannot write file", destination_, kDiskHint);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void AtomicFile::commit() {
  throw_if_pages_were_lost();
  // mkstemps creates 0600; give the file the permissions that any other new file would have.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(descriptor(), 0666 & ~mask) != 0 ||
      uninterrupted([&] { return ::fsync(descriptor()); }) != 0) {
    fail("cannot write file", destination_, kDiskHint);
  }
  if (!descriptor_.close()) fail("cannot write file", destination_, kDiskHint);
  if (::rename(temporary_.c_str(), destination_.c_str()) != 0) {
    fail("cannot write file", destination_);
  }
  temporary_.clear();
  sync_folder_of(destination_);
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("cannot rename file", to);
  sync_folder_of(to);
}

void remove_file(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("cannot remove file", path);
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw Error(ErrorKind::kIo, "cannot make folder", path.string(), error.message());
}

void require_writable(const std::filesystem::path& path) {
  if (::access((folder_of(path) / "").c_str(), W_OK | X_OK) == 0) return;
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
