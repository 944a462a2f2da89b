#include "formats/wire_format.h"

namespace msquant {
namespace {

std::optional<std::string_view> take_bytes(std::string_view& rest, uint64_t count) {
  if (count > rest.size()) return std::nullopt;
  const std::string_view bytes = rest.substr(0, count);
  rest.remove_prefix(count);
  return bytes;
}

}  // namespace

std::optional<uint64_t> take_varint(std::string_view& rest) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64 && !rest.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    if (shift == 63 && byte > 1) return std::nullopt;
    value |= static_cast<uint64_t>(byte & 0x7Fu) << shift;
    if (byte < 0x80u) return value;
  }
  return std::nullopt;
}

std::optional<WireField> take_field(std::string_view& rest) {
  const auto key = take_varint(rest);
  if (!key || *key >> 3 == 0) return std::nullopt;
  WireField field{*key >> 3, static_cast<WireType>(*key & 7u), 0, {}};
  std::optional<uint64_t> length;
  switch (field.type) {
    case WireType::kVarint: {
      const auto value = take_varint(rest);
      if (!value) return std::nullopt;
      field.value = *value;
      return field;
    }
    case WireType::kFixed64:
      length = 8;
      break;
    case WireType::kFixed32:
      length = 4;
      break;
    case WireType::kBytes:
      length = take_varint(rest);
      break;
  }
  const auto bytes = length ? take_bytes(rest, *length) : std::nullopt;
  if (!bytes) return std::nullopt;
  field.bytes = *bytes;
  return field;
}

}  // namespace msquant
