#include "quant/support/samples.h"

namespace msquant {
namespace {

struct Generator {
  uint32_t state;
  double next() {
    state = 1664525u * state + 1013904223u;
    return state / 4294967296.0;
  }
};

}  // namespace

std::vector<float> uniform_samples(uint32_t seed, int64_t count) {
  Generator generator{seed};
  std::vector<float> samples;
  for (int64_t i = 0; i < count; ++i) samples.push_back(static_cast<float>(generator.next()));
  return samples;
}

std::vector<float> bell_samples(uint32_t seed, int64_t count) {
  Generator generator{seed};
  std::vector<float> samples;
  for (int64_t i = 0; i < count; ++i) {
    double sum = -2;
    for (int draw = 0; draw < 4; ++draw) sum += generator.next();
    samples.push_back(static_cast<float>(1.7 * sum));
  }
  return samples;
}

}  // namespace msquant
