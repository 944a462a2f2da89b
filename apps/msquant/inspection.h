// What `msquant inspect` shows of a file: the same facts as a table and as JSON.
#pragma once

#include <filesystem>
#include <string>

#include "msquant/json_output.h"

namespace msquant {

struct Inspection {
  std::string text;
  Json json;
};

// Throws what the reader of the file throws; Error(kUnsupported) if nothing can read it. With
// `dump` the text of a graph lists every node.
Inspection inspect(const std::filesystem::path& file, bool verify_crc, bool dump);

}  // namespace msquant
