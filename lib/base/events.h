// What long work tells the outside while it runs. The program prints it; a test may record it.
#pragma once

#include <cstdint>
#include <string>

namespace msquant {

class Events {
 public:
  virtual ~Events() = default;

  // A finished step and a line about it: stage("model", "resnet50, 161 parameters").
  virtual void stage(const std::string& name, const std::string& text) = 0;

  // `done` of `total` images are through the step `name`. May be called from any thread.
  virtual void progress(const std::string& name, int64_t done, int64_t total) = 0;
};

// Says nothing.
class SilentEvents : public Events {
 public:
  void stage(const std::string&, const std::string&) override {}
  void progress(const std::string&, int64_t, int64_t) override {}
};

}  // namespace msquant
