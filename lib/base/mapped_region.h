// Memory that shows a file, and what happens when the file becomes shorter or cannot be read.
#pragma once

#include <cstddef>

namespace msquant {

// Where a mapped file has no pages any more, because somebody cut it short, and where the disk
// cannot read them, reading ends the process (SIGBUS). After survive_lost_pages() zeros are read
// there instead, and the loss is remembered.
void survive_lost_pages();

// Throws Error(kIo) naming the first file of which zeros were read: nothing made since may be used.
void throw_if_pages_were_lost();

// Owns what mmap() returned.
class MappedRegion {
 public:
  // `file` is its name, for throw_if_pages_were_lost(), and must live as long as the region. Of 0
  // bytes nothing is owned.
  MappedRegion(const char* begin, size_t size, const char* file);
  ~MappedRegion();
  MappedRegion(const MappedRegion&) = delete;
  MappedRegion& operator=(const MappedRegion&) = delete;

  const char* begin() const { return begin_; }
  size_t size() const { return size_; }

  struct Entry;

 private:
  const char* const begin_;
  const size_t size_;
  Entry* const entry_;
};

}  // namespace msquant
