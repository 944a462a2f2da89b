#include "tensor/bools.h"

#include <algorithm>

namespace msquant {

std::optional<unsigned char> first_bad_bool(std::string_view bytes) {
  const auto bad =
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return c != 0 && c != 1; });
  if (bad == bytes.end()) return std::nullopt;
  return static_cast<unsigned char>(*bad);
}

}  // namespace msquant
