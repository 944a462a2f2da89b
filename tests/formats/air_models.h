// Graphs, and the files written from them, that the tests of AIR share.
#pragma once

#include <filesystem>
#include <string>

#include "formats/air/air_writer.h"
#include "ge_ir.pb.h"
#include "graph/graph.h"

namespace msquant {

// x → Quantize → Conv2d (depthwise, bias) → Dequantize → Relu → Quantize → Conv2d (1x1, no bias) →
// Dequantize → ReduceMean → Flatten → Quantize → MatMul (bias) → Dequantize: the layers of
// golden/t2_q.mindir. With `through_half`, every Dequantize gives float16 and a Cast follows.
Graph quantized_graph(bool through_half = false);

// One float operator of every kind that CNNs have.
Graph float_graph();

// Operators of transformers and detection necks.
Graph neck_graph();

// Int8 x → Conv2d, without a Quantize in front.
Graph headless_graph();

ge::proto::ModelDef written_model(const Graph& graph, AirStyle style = AirStyle::kCompact);

// The bytes that write_air() writes.
std::string written_bytes(const Graph& graph, AirStyle style = AirStyle::kCompact);

// The operator of that name, which must exist.
ge::proto::OpDef& find_op(ge::proto::ModelDef& model, const std::string& name);

// Writes without the durability of base/files.h, for tests that write thousands of files.
void write_quickly(const std::filesystem::path& path, const std::string& bytes);

}  // namespace msquant
