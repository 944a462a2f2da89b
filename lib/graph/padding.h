// The rule by which formats leave padding to be worked out.
#pragma once

#include "graph/attributes.h"
#include "tensor/shape.h"

namespace msquant {

// Where the odd element of padding goes.
enum class OddPadding { kAfter, kBefore };

// What "SAME" adds around an image [N, C, H, W]: enough for ceil(size / stride) windows. `window`
// is the kernel with its dilation. This is the rule of MindSpore and TensorFlow, with kAfter, and
// of ONNX: kAfter is SAME_UPPER, kBefore SAME_LOWER.
Padding same_padding(const Shape& image, const Pair& window, const Pair& stride,
                     OddPadding odd = OddPadding::kAfter);

}  // namespace msquant
