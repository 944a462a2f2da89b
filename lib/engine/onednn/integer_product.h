// A convolution or matrix product of integers, with int32 sums: what is multiplied, whatever
// computes it.
#pragma once

#include <optional>
#include <vector>

#include "engine/onednn/compiler.h"
#include "engine/onednn/split_reduction.h"

namespace msquant {

// y[k] = Σ w[k] * (q - x_zero_point) + bias[k], or, of bytes, Σ w[k] * (q + 128) + bias[k].
struct IntegerProduct {
  Shape x, y;
  Tensor weight;  // int8 [K, C / groups, kh, kw]
  ConvAttrs attributes;
  std::vector<int64_t> bias;
  bool is_of_bytes = false;

  // What the multiplied numbers, and zeros of the padding, lie between.
  IntegerRange range() const;
  // That x is stored relative to.
  int32_t zero_point() const { return is_of_bytes ? kQuantMin : attributes.x_zero_point; }
};

// Of the chain's head, with the biases of the head and of the BiasAdds behind it. A matrix product
// is a convolution of images of one pixel.
IntegerProduct integer_product(const Graph& graph, const Chain& chain);

// The same sums from bytes, for int8 instructions. Nothing if the processor's do not add exactly:
// without VNNI, x86 adds pairs of products in saturating int16.
std::optional<IntegerProduct> product_of_bytes(IntegerProduct product);

// Whether `node` multiplies the int8 value `x` as bytes, as far as its attributes tell.
bool multiplies_bytes(const Graph& graph, const Node& node, ValueId x);

}  // namespace msquant
