// What the estimators and weight methods make of tensors, for tests/interop/ranges_interop.py:
//   ranges FILE.npy…
// For each file of float32 elements one line for each estimator, "activation FILE ESTIMATOR MIN MAX
// SCALE ZERO_POINT", and for each weight method "weight FILE METHOD SCALE", all as one channel.
#include <cstdio>
#include <exception>
#include <iostream>

#include "quant/estimators.h"
#include "quant/weight_methods.h"
#include "quant/weight_quant.h"
#include "tensor/npy.h"

namespace msquant {
namespace {

void print_ranges(const char* file) {
  const Tensor tensor = read_npy(file);
  TensorStats stats;
  stats.add(tensor.data<float>());
  for (const Estimator& estimator : estimators()) {
    const Range range = estimator.estimate(stats, {});
    const QuantParams params = activation_params(range);
    std::printf("activation %s %s %.9g %.9g %.9g %d\n", file, estimator.name.data(), range.min,
                range.max, params.scale[0], params.zero_point[0]);
  }
  const Tensor channel = Tensor::from<float>(
      {1, tensor.size()}, {tensor.data<float>().begin(), tensor.data<float>().end()});
  for (const WeightMethod& method : weight_methods()) {
    const std::string name(method.name);
    std::printf("weight %s %s %.9g\n", file, name.c_str(),
                weight_params(channel, 0, file, {name, true}).scale[0]);
  }
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) msquant::print_ranges(argv[i]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
