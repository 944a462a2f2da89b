// Pseudo-random numbers that are the same everywhere: a linear congruential generator, as described
// in the golden IFMR cases.
#pragma once

#include <cstdint>
#include <vector>

namespace msquant {

// Uniform in [0, 1).
std::vector<float> uniform_samples(uint32_t seed, int64_t count);

// Bell-shaped around 0, within ±3.4: 1.7 times the centred sum of four uniform numbers.
std::vector<float> bell_samples(uint32_t seed, int64_t count);

}  // namespace msquant
