// The header of a safetensors file: 8 bytes with its length (little-endian), a JSON object
//   {"<name>": {"dtype": "F32", "shape": [6, 3], "data_offsets": [0, 72]}, …,
//    "__metadata__": {"format": "ms", "crc_num": "4150514559"}}
// and, behind it, the elements. Format: github.com/huggingface/safetensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/shape.h"

namespace msquant {

struct SafetensorsEntry {
  std::string name;
  DType dtype;
  Shape shape;          // not negative
  uint64_t begin, end;  // of its elements in the data, unchecked
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  // sorted by name
  std::string crc;                        // decimal; empty if the file has none
  std::string_view data;                  // all bytes behind the header
};

// True if `bytes` start like a safetensors file.
bool is_safetensors(std::string_view bytes);

// Throws Error(kModel) naming file, parameter and what is wrong.
SafetensorsHeader parse_safetensors_header(const std::filesystem::path& file,
                                           std::string_view bytes);

}  // namespace msquant
