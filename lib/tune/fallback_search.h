// Which layers to leave in float so that a target is met, with few attempts.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace msquant {

// Ranks of the layers that stay float, ascending; rank 0 is the layer that hurts most.
using FloatRanks = std::vector<size_t>;

// Whether the target is met with these layers in float; nothing if the search is to stop.
using Attempt = std::function<std::optional<bool>(const FloatRanks& ranks)>;

// Tries no layer in float; then, by binary search, how many of the worst must be; then, from the
// least bad of those, to quantize each again. At least one layer of `count` stays quantized. Ranks
// may be attempted twice. Returns false if an attempt stopped the search.
bool search_fallback(size_t count, const Attempt& attempt);

}  // namespace msquant
