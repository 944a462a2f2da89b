// First and second moments of what one group of a layer's channels sees, in the float network and
// in the quantized one: all that the least-squares fit of its weights needs to know of the data.
#pragma once

#include <cstdint>
#include <vector>

namespace msquant {

class InputMoments {
 public:
  // Of patches of `length` elements.
  explicit InputMoments(int64_t length);

  // Adds `count` patches, [count, length] each, of the same places in both networks.
  void add(const std::vector<float>& real, const std::vector<float>& simulated, int64_t count);

  int64_t length() const { return length_; }
  int64_t count() const { return count_; }

  // Bytes that moments of that length take.
  static int64_t byte_size(int64_t length);

  // Sums over all patches x and their simulated x̂, matrices [length, length].
  const std::vector<float>& gram() const { return gram_; }    // Σ x̂ x̂ᵀ, lower triangle
  const std::vector<float>& cross() const { return cross_; }  // Σ (x - x̂) x̂ᵀ
  const std::vector<double>& real_sum() const { return real_sum_; }  // Σ x
  const std::vector<double>& simulated_sum() const { return simulated_sum_; }

 private:
  int64_t length_, count_ = 0;
  std::vector<float> gram_, cross_;
  std::vector<double> real_sum_, simulated_sum_;
};

}  // namespace msquant
