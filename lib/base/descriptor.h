// System calls on open files.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace msquant {

// The result of a system call that is made again when a signal interrupts it.
template <class Call>
auto uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// Owns what open() returned; -1 is nothing.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : value_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this == &other) return *this;
    close();
    value_ = other.release();
    return *this;
  }

  int get() const { return value_; }
  explicit operator bool() const { return value_ >= 0; }

  // False, with errno set, if the system says now that something before went wrong. On Linux it is
  // closed even then, and when a signal interrupts the call.
  bool close() {
    const int value = release();
    return value < 0 || ::close(value) == 0 || errno == EINTR;
  }

 private:
  int release() { return std::exchange(value_, -1); }

  int value_;
};

}  // namespace msquant
