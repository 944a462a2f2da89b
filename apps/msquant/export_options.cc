#include "msquant/export_options.h"

#include <fmt/format.h>

#include "base/error.h"
#include "formats/onnx/onnx_writer.h"
#include "graph/shape_inference.h"
#include "msquant/choices_help.h"
#include "msquant/console.h"
#include "msquant/flag_checks.h"

namespace msquant {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const OutputFormat& format : output_formats()) names.emplace_back(format.name);
  return names;
}

void require_format(const std::string& flag, bool is_given, const std::string& needed,
                    const std::string& chosen) {
  if (!is_given || chosen == needed) return;
  throw Error(ErrorKind::kUsage, flag + " does not go with --format " + chosen, "", "",
              "--format " + needed + ", or leave " + flag + " out");
}

double mebibytes(uintmax_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

}  // namespace

CLI::Option* ExportOptions::add_to(CLI::App& app) {
  app.add_option("--opset", opset, "of ONNX; default " + std::to_string(OnnxOptions{}.opset))
      ->check(CLI::Range(kOldestWrittenOpset, kNewestWrittenOpset));
  app.add_option("--export-batch", batch,
                 "batch size of the exported model (default: the model's own, 1 for a checkpoint)")
      ->check(at_least(1));
  app.add_option("--compat", compat, "ptq_quant: write the original tool's exact operator chain")
      ->check(one_of("--compat", {"ptq_quant"}));
  return app
      .add_option("--format", format,
                  choices_help("what the model is written as", output_formats()))
      ->check(one_of("--format", format_names()));
}

void ExportOptions::check() const {
  require_format("--compat", !compat.empty(), "air", format);
  require_format("--opset", opset != 0, "onnx", format);
}

Graph ExportOptions::lowered(const Calibrated& calibrated, int threads) const {
  Graph graph = lower(calibrated, !compat.empty(), threads);
  if (batch > 0) set_batch_size(graph, batch);
  return graph;
}

std::filesystem::path ExportOptions::write(const Graph& lowered,
                                           const std::filesystem::path& output,
                                           const std::vector<ModelInputs>& samples,
                                           int threads) const {
  const std::filesystem::path path = file(output);
  write_output(lowered, path, output_options(), samples, threads);
  console().stage("export", fmt::format("{} ({:.1f} MiB), read back and checked", path.string(),
                                        mebibytes(std::filesystem::file_size(path))));
  return path;
}

}  // namespace msquant
