#include "pipeline/output_format.h"

#include "base/checked_file.h"
#include "base/error.h"
#include "base/suggest.h"
#include "formats/air/air_writer.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/model_file.h"
#include "formats/onnx/onnx_writer.h"
#include "passes/absorb_bias.h"
#include "passes/dequantize_to_half.h"
#include "pipeline/same_results.h"

namespace msquant {
namespace {

using Path = std::filesystem::path;
using Samples = std::vector<ModelInputs>;

// Compares what the file computes with the graph, whose Dequantize rounds as the file's.
void check_by_running(Graph graph, const Path& path, bool is_half, const Samples& samples,
                      int threads) {
  Graph written = read_model(path);
  // MindIR has biases as operators of their own; added apart they would be rounded apart.
  absorb_bias(written);
  if (is_half) dequantize_to_half(graph);
  require_same_results(graph, written, samples, threads);
}

void write_as_air(const Graph& graph, const Path& path, const OutputOptions& options) {
  write_air(graph, path, {options.ptq_quant ? AirStyle::kPtqQuant : AirStyle::kCompact});
}

void check_air_file(const Graph& graph, const Path& path, const OutputOptions& options,
                    const Samples& samples, int threads) {
  check_by_running(graph, path, options.ptq_quant, samples, threads);
}

void write_as_mindir(const Graph& graph, const Path& path, const OutputOptions&) {
  write_mindir(graph, path);
}

void check_mindir_file(const Graph& graph, const Path& path, const OutputOptions&,
                       const Samples& samples, int threads) {
  check_by_running(graph, path, true, samples, threads);
}

OnnxOptions onnx_options(const OutputOptions& options) {
  return options.opset == 0 ? OnnxOptions{} : OnnxOptions{options.opset};
}

void write_as_onnx(const Graph& graph, const Path& path, const OutputOptions& options) {
  write_onnx(graph, path, onnx_options(options));
}

void check_onnx_file(const Graph& graph, const Path& path, const OutputOptions& options,
                     const Samples&, int) {
  if (is_written_onnx(graph, path, onnx_options(options))) return;
  throw Error(ErrorKind::kInternal, "the file does not hold the model it was made of",
              path.string(), "an operator, a type or a weight is another");
}

}  // namespace

const std::vector<OutputFormat>& output_formats() {
  static const std::vector<OutputFormat> kFormats{
      {"air", "Ascend's ATC", write_as_air, check_air_file},
      {"mindir", "MindSpore", write_as_mindir, check_mindir_file},
      {"onnx", "QDQ, for ONNX Runtime, OpenVINO, TensorRT", write_as_onnx, check_onnx_file},
  };
  return kFormats;
}

const OutputFormat& find_output_format(const std::string& name) {
  std::vector<std::string> names;
  for (const OutputFormat& format : output_formats()) {
    if (format.name == name) return format;
    names.emplace_back(format.name);
  }
  throw Error(ErrorKind::kUsage, "unknown format '" + name + "'", {},
              "the formats are: " + joined(names), did_you_mean(name, names));
}

void check_output(const Graph& graph, const Path& path, const OutputOptions& options,
                  const Samples& samples, int threads) {
  find_output_format(options.format).check(graph, path, options, samples, threads);
}

void write_output(const Graph& graph, const Path& path, const OutputOptions& options,
                  const Samples& samples, int threads) {
  const OutputFormat& format = find_output_format(options.format);
  write_checked(
      path, [&](const Path& file) { format.write(graph, file, options); },
      [&](const Path& file) { format.check(graph, file, options, samples, threads); });
}

}  // namespace msquant
