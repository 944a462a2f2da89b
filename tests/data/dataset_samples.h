// The bytes of tiny data sets, as their distributors lay them out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace msquant {

// A CIFAR record: the label bytes, then 1024 bytes each of the three values.
std::string cifar_record(const std::string& labels, char red, char green, char blue);

// An idx file of unsigned bytes.
std::string idx_bytes(const std::vector<uint32_t>& shape, const std::string& elements);

// What gzip makes of it.
std::string gzipped(const std::string& bytes);

}  // namespace msquant
