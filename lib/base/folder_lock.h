// One process at a time writes into a folder.
#pragma once

#include <filesystem>

#include "base/descriptor.h"

namespace msquant {

// Makes a folder if need be, and removes it at the end if it was made here and nothing is in it.
class NeededFolder {
 public:
  // Throws Error(kIo).
  explicit NeededFolder(std::filesystem::path path);
  ~NeededFolder();
  NeededFolder(const NeededFolder&) = delete;
  NeededFolder& operator=(const NeededFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  const std::filesystem::path path_;
  const bool is_new_;
};

// Holds a folder for this process by a lock (flock) on the file "run.lock" in it, which names the
// process for others. The system takes the lock away when the process ends, however it ends; a file
// that is left then has no lock and is taken over.
class FolderLock {
 public:
  // Makes the folder if need be, and removes what a process that was killed left unfinished there.
  // Throws Error(kUsage) naming the process if another one holds the folder, Error(kIo). On a file
  // system without locks it warns instead.
  explicit FolderLock(std::filesystem::path folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  const NeededFolder folder_;
  const std::filesystem::path file_;
  Descriptor lock_;
};

}  // namespace msquant
