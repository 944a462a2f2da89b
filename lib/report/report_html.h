// report.html: a Report as one page that needs no network.
#pragma once

#include <string>

#include "report/report.h"

namespace msquant {

inline constexpr const char* kReportPage = "report.html";

// `first_input` is a PNG file's content, drawn into the page; "" for none. Whatever comes from a
// model or a file stands in the page as text.
std::string to_html(const Report& report, const std::string& first_input);

}  // namespace msquant
