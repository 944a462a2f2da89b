// Attributes of the operators that slide a window over an image [N, C, H, W], or over a line
// [N, C, L], which is an image of height 1.
#pragma once

#include <limits>

#include "formats/onnx/onnx_node.h"

namespace msquant {

// Larger values are broken files, and their products would overflow.
inline constexpr int64_t kMaxExtent = std::numeric_limits<int32_t>::max();

// The attribute's `count` elements, or nothing. Throws Error(kUnsupported) if one is below `least`.
std::optional<std::vector<int64_t>> extents(const OnnxNode& node, const char* name, size_t count,
                                            int64_t least);

// The shape of an image that has the elements of a line.
Shape image_of_line(Shape line);
// The line that an image of height 1 is.
OnnxOperand line_of_image(OnnxNode& node, ValueId image);

// Height and width; `least` where nothing is written.
Pair extent_pair(const OnnxNode& node, const char* name, int64_t least = 1);

// By "pads" or "auto_pad", for an image of shape `x`; `window` is the kernel with its dilation.
Padding resolve_padding(const OnnxNode& node, const Shape& x, Pair window, Pair stride);

}  // namespace msquant
