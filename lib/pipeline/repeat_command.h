// The command that repeats a run.
#pragma once

#include <string>
#include <vector>

#include "pipeline/run_manifest.h"

namespace msquant {

// "msquant COMMAND … -o .", to be run in the run's folder, with the flags `more`. Words that a
// shell would take apart are quoted.
std::string repeat_command(const RunManifest& manifest, const std::string& command,
                           const std::vector<std::string>& more);

}  // namespace msquant
