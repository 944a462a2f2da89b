// Tells what a file is that should have been a checkpoint, so that the user learns more than
// "cannot be parsed".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace msquant {

struct ForeignContent {
  std::string because;  // "it is a PNG image"
  std::string hint;
};

// What `bytes` are by their first bytes (encrypted by MindSpore, another model format, an image, an
// archive, text) or by their statistics (encrypted by something else, or compressed). Nothing if
// they look like none of these.
std::optional<ForeignContent> recognise_foreign_content(std::string_view bytes);

}  // namespace msquant
