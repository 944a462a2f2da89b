// A part of a mapped file that gives its memory back.
#pragma once

#include <memory>
#include <string_view>

#include "base/files.h"

namespace msquant {

// Owns a part of the file's bytes for whoever views it: keeps the map, and afterwards returns the
// part's memory to the system, which reads the file again should anybody look there once more.
std::shared_ptr<const void> part_of(const std::shared_ptr<const MappedFile>& file,
                                    std::string_view bytes);

}  // namespace msquant
