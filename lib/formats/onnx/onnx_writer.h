// ONNX files (.onnx). Quantized layers are written in QDQ form: the float operator between
// QuantizeLinear/DequantizeLinear pairs, which ONNX Runtime, OpenVINO and TensorRT fuse to int8.
#pragma once

#include <cstdint>
#include <filesystem>

#include "graph/graph.h"

namespace msquant {

// The opsets that the writer knows; 13 is the first with a scale for each channel.
inline constexpr int64_t kOldestWrittenOpset = 13, kNewestWrittenOpset = 21;

struct OnnxOptions {
  int64_t opset = kOldestWrittenOpset;
};

// Writes a graph of float operators and Quantize/Conv2d/MatMul/Dequantize (see
// passes/lower_quantized.h) atomically. Equal graphs give equal bytes. Throws Error(kUnsupported)
// naming the node if ONNX cannot express it or the file would reach 2 GiB; Error(kUsage) for
// another opset; Error(kIo).
void write_onnx(const Graph& graph, const std::filesystem::path& path,
                const OnnxOptions& options = {});

// Whether the file holds exactly the model that write_onnx() makes of `graph`: every operator,
// attribute, type and element. Throws Error(kModel) if it is no ONNX file, Error(kIo).
bool is_written_onnx(const Graph& graph, const std::filesystem::path& path,
                     const OnnxOptions& options = {});

}  // namespace msquant
