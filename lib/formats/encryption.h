// Files that MindSpore encrypted (enc_key of save_checkpoint and export).
#pragma once

#include <optional>
#include <string_view>

namespace msquant {

// The mode of encryption, "AES-GCM", by which a file that starts with these bytes is encrypted.
// Nothing if it is not.
std::optional<std::string_view> encryption_of(std::string_view bytes);

}  // namespace msquant
