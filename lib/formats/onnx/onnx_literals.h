// Picking and repeating elements of tensors that are known while a model is read.
#pragma once

#include <optional>
#include <vector>

#include "formats/onnx/onnx_node.h"

namespace msquant {

// Shapes are short; a file must not make us allocate what it only declares.
inline constexpr int64_t kMaxFoldedElements = int64_t{1} << 20;

// The elements of `data` at `indices`, as a tensor of shape `shape`.
Tensor take_elements(const Tensor& data, const std::vector<int64_t>& indices, Shape shape);

// The shape that the first `count` inputs, which are literals, broadcast to. Throws Error(kModel)
// if they do not; nothing if it is too large to be folded.
std::optional<Shape> folded_shape(const OnnxNode& node, size_t count);

// The literal repeated to a shape that it broadcasts to.
Tensor spread_literal(const Tensor& data, const Shape& shape);

}  // namespace msquant
