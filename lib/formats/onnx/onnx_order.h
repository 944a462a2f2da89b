// Which nodes of an ONNX model must be lowered, and in which order.
#pragma once

#include <vector>

#include "formats/onnx/onnx_index.h"

namespace msquant {

// Positions of the nodes that the outputs depend on, in the order of the file if that can be
// executed. Throws Error(kModel) if a node depends on itself; Error(kUnsupported) naming node and
// operator if the model branches or loops, calls functions, is quantized already, or has operators
// that msquant does not read (all of them are named).
std::vector<int> order_onnx_nodes(const OnnxIndex& index);

}  // namespace msquant
