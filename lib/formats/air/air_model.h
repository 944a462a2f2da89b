// The message that an AIR file holds.
#pragma once

#include <filesystem>
#include <memory>

#include "ge_ir.pb.h"

namespace msquant {

// nullptr if the file is no GE model. Throws Error(kIo).
std::shared_ptr<const ge::proto::ModelDef> parse_air(const std::filesystem::path& path);

}  // namespace msquant
