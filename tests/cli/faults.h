// A run of the real binary that is disturbed, and what must hold afterwards.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/run_cli.h"
#include "support/folder_content.h"
#include "support/temp_dir.h"

namespace msquant {

using Words = std::vector<std::string>;

// A run into the folder "out" that holds an earlier one of the same model, with other files.
class DisturbedRun {
 public:
  // `command` without its folder, which `folder_flag` names.
  DisturbedRun(Words command, std::string folder_flag);

  // Puts the earlier run back.
  void reset() const;

  // Runs the command with a fault, as fault_injector.cc takes it; whether it happened.
  struct Outcome {
    bool has_happened = false;
    CliResult result;
  };
  Outcome run_with(const std::string& fault) const;
  CliResult run_signalled(const TimedSignal& signal) const;
  // Runs it undisturbed, as a user does after a disturbance.
  CliResult resume() const;

  // CHECKs that each file of the folder is the old or the complete new one, that what a manifest
  // lists is new unless it is the old manifest (it grows with the run's artifacts), and that
  // nothing else is left; a process that was killed leaves temporary files.
  void check_state(bool was_killed) const;
  // CHECKs that the folder is what an undisturbed run leaves; a lock's file may be there.
  void check_finished() const;

 private:
  Words arguments(const Words& more) const;

  TempDir dir_;
  const Words command_;
  const std::string folder_flag_;
  FolderContent old_, new_;
};

// Has the k-th call of that name meet the action, for k = 1, 2, … until there is none, and each
// time `check`s the outcome. Returns how many calls there were.
int for_every_call(const DisturbedRun& run, const std::string& call, const std::string& action,
                   const std::function<void(const CliResult& result)>& check);

}  // namespace msquant
