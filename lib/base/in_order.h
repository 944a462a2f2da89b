// Results of streams in a fixed order, whichever stream is first.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace msquant {

// Calls `consume` with the results of 0, 1, 2, … in that order, one at a time, each as soon as all
// before it are there. Sums of floating-point numbers then do not depend on the streams, and no
// more results are held than there are streams.
template <class T>
class InOrder {
 public:
  explicit InOrder(std::function<void(const T&)> consume) : consume_(std::move(consume)) {}

  // Any thread may call it, once for each index.
  void add(int64_t index, T result) {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiting_.emplace(index, std::move(result));
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
      consume_(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++next_;
    }
  }

 private:
  std::function<void(const T&)> consume_;
  std::mutex mutex_;
  std::map<int64_t, T> waiting_;
  int64_t next_ = 0;
};

}  // namespace msquant
