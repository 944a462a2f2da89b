// The files in web/, which the build puts into the program.
#pragma once

#include <string>
#include <string_view>

namespace msquant {

// The text of "report.css". Throws Error(kInternal) if there is none of that name.
const std::string& web_file(std::string_view name);

}  // namespace msquant
