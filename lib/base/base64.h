// Bytes as text (RFC 4648), for files within files.
#pragma once

#include <string>
#include <string_view>

namespace msquant {

std::string base64(std::string_view bytes);

}  // namespace msquant
