// The formats that a quantized model is written in, and how a written file is checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked_file.h"
#include "data/sample_stream.h"
#include "graph/graph.h"

namespace msquant {

struct OutputOptions {
  std::string format = "air";
  bool ptq_quant = false;  // of AIR: the original tool's operator chain
  int64_t opset = 0;       // of ONNX; 0: the writer's default
};

struct OutputFormat {
  std::string_view name;  // also the extension
  std::string_view summary;
  void (*write)(const Graph& graph, const std::filesystem::path& path,
                const OutputOptions& options);
  // Begins what can be done before there is a file; the result examines one that `write` made of
  // `graph`, as check_output() says. `graph` and `samples` must outlive it.
  FileTask (*check_of)(const Graph& graph, const OutputOptions& options,
                       const std::vector<ModelInputs>& samples, int threads);
};

// All formats; the first is the default.
const std::vector<OutputFormat>& output_formats();

// Throws Error(kUsage) with a suggestion if there is none of that name.
const OutputFormat& find_output_format(const std::string& name);

// Samples that a written file is run on. Each runs through every operator, so that a few tell a
// file of other integers from a good one.
inline constexpr int64_t kCheckSamples = 2;

// Throws Error(kInternal) unless the file at `path` is a good copy of the lowered `graph`:
//   AIR, MindIR: read back, it gives for every sample the same bits. Where the file dequantizes to
//                float16 (MindIR always, AIR in ptq_quant's style), so does what it is compared to.
//   ONNX:        read back, it holds operator by operator and byte by byte what was to be written;
//                msquant does not execute QDQ models.
// `samples` are of batch size 1; with none of them, only the types of inputs and outputs are
// compared. Throws what the reader of the format throws.
void check_output(const Graph& graph, const std::filesystem::path& path,
                  const OutputOptions& options, const std::vector<ModelInputs>& samples,
                  int threads);

// Writes a lowered graph atomically; the file gets its name only after check_output(). Throws what
// the writer of the format and write_checked() throw.
void write_output(const Graph& graph, const std::filesystem::path& path,
                  const OutputOptions& options, const std::vector<ModelInputs>& samples,
                  int threads);

}  // namespace msquant
