#include "pipeline/output_format.h"

#include <memory>
#include <utility>

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
FileTask check_by_running(Graph graph, bool is_half, const Samples& samples, int threads) {
  if (is_half) dequantize_to_half(graph);
  const auto expected = std::make_shared<ExpectedResults>(std::move(graph), samples, threads);
  return [expected](const Path& path) {
    Graph written = read_model(path);
    // MindIR has biases as operators of their own; added apart they would be rounded apart.
    absorb_bias(written);
    expected->require_of(written);
  };
}

void write_as_air(const Graph& graph, const Path& path, const OutputOptions& options) {
  write_air(graph, path, {options.ptq_quant ? AirStyle::kPtqQuant : AirStyle::kCompact});
}

FileTask check_of_air(const Graph& graph, const OutputOptions& options, const Samples& samples,
                      int threads) {
  return check_by_running(graph, options.ptq_quant, samples, threads);
}

void write_as_mindir(const Graph& graph, const Path& path, const OutputOptions&) {
  write_mindir(graph, path);
}

FileTask check_of_mindir(const Graph& graph, const OutputOptions&, const Samples& samples,
                         int threads) {
  return check_by_running(graph, true, samples, threads);
}

OnnxOptions onnx_options(const OutputOptions& options) {
  return options.opset == 0 ? OnnxOptions{} : OnnxOptions{options.opset};
}

void write_as_onnx(const Graph& graph, const Path& path, const OutputOptions& options) {
  write_onnx(graph, path, onnx_options(options));
}

FileTask check_of_onnx(const Graph& graph, const OutputOptions& options, const Samples&, int) {
  return [&graph, options](const Path& path) {
    if (is_written_onnx(graph, path, onnx_options(options))) return;
    throw Error(ErrorKind::kInternal, "the file does not hold the model it was made of",
                path.string(), "an operator, a type or a weight is another");
  };
}

}  // namespace

const std::vector<OutputFormat>& output_formats() {
  static const std::vector<OutputFormat> kFormats{
      {"air", "Ascend's ATC", write_as_air, check_of_air},
      {"mindir", "MindSpore", write_as_mindir, check_of_mindir},
      {"onnx", "QDQ, for ONNX Runtime, OpenVINO, TensorRT", write_as_onnx, check_of_onnx},
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
  find_output_format(options.format).check_of(graph, options, samples, threads)(path);
}

void write_output(const Graph& graph, const Path& path, const OutputOptions& options,
                  const Samples& samples, int threads) {
  const OutputFormat& format = find_output_format(options.format);
  const FileTask check = format.check_of(graph, options, samples, threads);
  write_checked(
      path, [&](const Path& file) { format.write(graph, file, options); }, check);
}

}  // namespace msquant
