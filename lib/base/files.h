// Every file that the program reads or writes goes through here. Reading is by memory map; writing
// is atomic: a reader sees either the old file or the complete new one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/file_stamp.h"
#include "base/mapped_region.h"

namespace msquant {

// A read-only memory map of a whole file. Tensors that view into it keep it alive.
class MappedFile {
 public:
  // Throws Error(kIo) if `path` cannot be opened or is not a regular file, std::bad_alloc if it
  // finds no room in the address space. An empty file is legal.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::string_view bytes() const { return {region_.begin(), region_.size()}; }
  size_t size() const { return region_.size(); }
  // What the file was when it was opened.
  FileStamp stamp() const { return stamp_; }

 private:
  MappedFile(std::filesystem::path path, FileStamp stamp, const char* data, size_t size);
  const std::filesystem::path path_;
  const FileStamp stamp_;
  const MappedRegion region_;
};

// A file being written under a temporary name beside its destination (base/unfinished_files.h).
// commit() makes it durable (fsync) and visible (rename); without commit() the destructor removes
// it.
class AtomicFile {
 public:
  // Throws Error(kIo) if the folder is missing or not writable.
  explicit AtomicFile(std::filesystem::path destination);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Both throw Error(kIo), naming the destination and the system's reason; commit() also throws
  // what throw_if_pages_were_lost() throws, so that nothing is made of a file that was cut short.
  void write(std::string_view bytes);
  void commit();

  // The open descriptor, for libraries that write by themselves.
  int descriptor() const { return descriptor_.get(); }

 private:
  std::filesystem::path destination_, temporary_;
  Descriptor descriptor_;
};

// Writes `bytes` to `path` atomically. Throws Error(kIo).
void write_file(const std::filesystem::path& path, std::string_view bytes);

// Gives a file another name, in place of what has that name, durably. Throws Error(kIo).
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

// Removes a file; one that is not there is fine. Throws Error(kIo).
void remove_file(const std::filesystem::path& path);

// Makes a folder and those above it; one that is there already is fine. Throws Error(kIo).
void make_folder(const std::filesystem::path& path);

// Before long work: throw Error(kIo) if write_file() or make_folder() could not do `path`. They
// change nothing.
void require_writable(const std::filesystem::path& path);
void require_possible_folder(const std::filesystem::path& path);

// The whole file as a string. Throws Error(kIo).
std::string read_file(const std::filesystem::path& path);

}  // namespace msquant
