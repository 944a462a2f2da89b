#include "ckpt_builder.h"

namespace msquant {

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  return bytes + static_cast<char>(value);
}

std::string varint_field(int number, uint64_t value) {
  return varint(static_cast<uint64_t>(number) << 3) + varint(value);
}

std::string bytes_field(int number, std::string_view bytes) {
  return varint(static_cast<uint64_t>(number) << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}

std::string ckpt_entry(std::string_view name, const std::vector<int64_t>& dims,
                       std::string_view type, std::string_view content) {
  std::string tensor;
  for (int64_t dim : dims) tensor += varint_field(1, static_cast<uint64_t>(dim));
  return ckpt_entry(name, tensor + bytes_field(2, type) + bytes_field(3, content));
}

std::string ckpt_entry(std::string_view name, std::string_view tensor_proto) {
  return bytes_field(1, bytes_field(1, name) + bytes_field(2, tensor_proto));
}

std::string float_bytes(const std::vector<float>& elements) {
  return {reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(float)};
}

}  // namespace msquant
