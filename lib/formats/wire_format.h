// Protobuf's wire format, one field at a time over bytes in memory. Tensors stay where they are and
// no limit applies to the size of a message, as it would for parsed protobuf messages (2 GiB).
// Format: protobuf.dev/programming-guides/encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace msquant {

enum class WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// `value` is set for varints, `bytes` for the other types.
struct WireField {
  uint64_t number;
  WireType type;
  uint64_t value;
  std::string_view bytes;
};

// Takes a varint off the front of `rest`. Nothing if it is longer than 64 bits or `rest` ends in
// it.
std::optional<uint64_t> take_varint(std::string_view& rest);

// Takes a whole field off the front of `rest`. Nothing if it is malformed, longer than `rest`, or a
// group (which MindSpore never writes).
std::optional<WireField> take_field(std::string_view& rest);

}  // namespace msquant
