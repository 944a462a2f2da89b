// Finished steps of a correction in the run folder, until the run is complete.
#pragma once

#include <filesystem>
#include <string>

#include "calibrate/finished_steps.h"

namespace msquant {

class StepFolder : public FinishedSteps {
 public:
  // Below the run folder `run`. `origin` names the samples and the version of msquant.
  StepFolder(const std::filesystem::path& run, std::string origin);

  // Names all else that the steps depend on, before anything is asked of them or kept.
  void set_key(const std::string& key) { key_ = origin_ + key; }

  std::optional<std::string> find(int64_t number) const override;
  void keep(int64_t number, const std::string& bytes) override;

  // Of a run that is complete, or not wanted any more.
  static void remove(const std::filesystem::path& run);

 private:
  std::filesystem::path file(int64_t number) const;

  const std::filesystem::path folder_;
  const std::string origin_;
  std::string key_;
};

}  // namespace msquant
