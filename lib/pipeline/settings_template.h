// A YAML file to start from.
#pragma once

#include <string>

#include "pipeline/settings.h"

namespace msquant {

// Every known key with its summary as a comment. A key that somebody has set keeps its value; one
// with a default is there as a comment, and so is one without a value. `heading` comes first, as a
// comment. Read back, the text gives the same settings.
std::string settings_template(const Settings& settings, const std::string& heading);

}  // namespace msquant
