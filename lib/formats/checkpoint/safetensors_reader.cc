#include "formats/checkpoint/safetensors_reader.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "formats/checkpoint/checkpoint_error.h"
#include "formats/checkpoint/checksum.h"
#include "formats/checkpoint/safetensors_header.h"
#include "formats/checkpoint/stored_tensor.h"

namespace msquant {
namespace {

std::string_view elements_of(const SafetensorsHeader& header, const SafetensorsEntry& entry) {
  return header.data.substr(entry.begin, entry.end - entry.begin);
}

void sort_by_offset(std::vector<SafetensorsEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
}

// `entries` are sorted by offset.
void check_offsets(const std::filesystem::path& file, const std::vector<SafetensorsEntry>& entries,
                   uint64_t data_size) {
  uint64_t end = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != end || entry.end < entry.begin) {
      fail_checkpoint(file, entry.name,
                      "its data_offsets [" + std::to_string(entry.begin) + ", " +
                          std::to_string(entry.end) + "] do not continue at " +
                          std::to_string(end) + ", where the tensor before it ends");
    }
    end = entry.end;
  }
  if (end > data_size) {
    fail_checkpoint(file, "", "the file ends " + std::to_string(end - data_size) + " bytes early");
  }
  if (end < data_size) {
    fail_checkpoint(file, "",
                    "its last " + std::to_string(data_size - end) + " bytes belong to no tensor");
  }
}

// MindSpore's CRC runs over name and elements of each tensor, sorted by name, and so leaves out
// shapes and types.
void check_crc(const std::filesystem::path& file, const SafetensorsHeader& header) {
  uint32_t crc = 0;
  for (const SafetensorsEntry& entry : header.entries) {
    crc = crc32_of(elements_of(header, entry), crc32_of(entry.name, crc));
  }
  if (std::to_string(crc) != header.crc) fail_checksum(file);
}

}  // namespace

ParameterSet read_safetensors(const std::shared_ptr<const MappedFile>& file,
                              const CheckpointOptions& options) {
  const SafetensorsHeader header = parse_safetensors_header(file->path(), file->bytes());
  std::vector<SafetensorsEntry> entries = header.entries;
  sort_by_offset(entries);
  check_offsets(file->path(), entries, header.data.size());
  if (options.verify_crc && !header.crc.empty()) check_crc(file->path(), header);
  ParameterSet parameters(file->path().string());
  for (const SafetensorsEntry& entry : entries) {
    const StoredTensor stored{entry.name, entry.dtype, entry.shape, {elements_of(header, entry)}};
    parameters.add(entry.name, load_tensor(file, stored));
  }
  return parameters;
}

}  // namespace msquant
