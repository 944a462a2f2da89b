// Writes small .ckpt files byte by byte, so that tests can break them in every way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace msquant {

std::string varint(uint64_t value);

// Protobuf field `number` of wire type 0 and 2.
std::string varint_field(int number, uint64_t value);
std::string bytes_field(int number, std::string_view bytes);

// One entry of a checkpoint. Dims are written one field each, as MindSpore does.
std::string ckpt_entry(std::string_view name, const std::vector<int64_t>& dims,
                       std::string_view type, std::string_view content);

// An entry around a TensorProto written by hand.
std::string ckpt_entry(std::string_view name, std::string_view tensor_proto);

// The little-endian bytes of float32 elements.
std::string float_bytes(const std::vector<float>& elements);

}  // namespace msquant
