// The finished steps of a correction that takes long, kept so that an interrupted run goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace msquant {

class FinishedSteps {
 public:
  virtual ~FinishedSteps() = default;

  // What keep() was given for step `number` by a run in which the same would come out.
  virtual std::optional<std::string> find(int64_t number) const = 0;
  virtual void keep(int64_t number, const std::string& bytes) = 0;
};

}  // namespace msquant
