#include "formats/checkpoint/safetensors_writer.h"

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "base/files.h"

namespace msquant {
namespace {

// The length of the header, eight bytes little-endian, and the header, padded to that alignment.
std::string header_of(const ParameterSet& parameters) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  int64_t offset = 0;
  for (const auto& [name, tensor] : parameters.entries()) {
    MSQUANT_CHECK(tensor.dtype() == DType::kFloat32);
    const int64_t end = offset + tensor.byte_size();
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape()}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string length;
  for (size_t i = 0; i < 8; ++i) length += static_cast<char>(text.size() >> (8 * i) & 0xff);
  return length + text;
}

}  // namespace

void write_safetensors(const ParameterSet& parameters, const std::filesystem::path& path) {
  AtomicFile file(path);
  file.write(header_of(parameters));
  for (const auto& [name, tensor] : parameters.entries()) {
    file.write({static_cast<const char*>(tensor.raw()), static_cast<size_t>(tensor.byte_size())});
  }
  file.commit();
}

}  // namespace msquant
