#include "fuzz/targets.h"

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "data/cifar_images.h"
#include "data/decode_image.h"
#include "data/idx_file.h"
#include "data/image_files.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "formats/checkpoint/model_parameters.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/record/record_file.h"
#include "fuzz/memory_file.h"
#include "fuzz/run_small.h"
#include "graph/verify.h"
#include "pipeline/run_manifest.h"
#include "pipeline/settings.h"
#include "quant/amct_config.h"
#include "quant/quant_config.h"
#include "report/report_json.h"
#include "tensor/npy.h"
#include "tune/trial_file.h"

namespace msquant {
namespace {

using Path = std::filesystem::path;

void read_parameters(const Path& file) { model_parameters(read_checkpoint(file, {})); }

void read_and_run(const Path& file) {
  const Graph graph = read_onnx(file);
  verify(graph);
  run_small(graph);
}

void read_checked_air(const Path& file) {
  check_air(file);
  verify(read_air(file));
}

void read_and_write_config(const Path& file) {
  const QuantConfig config = read_quant_config(file);
  to_json(config);
  to_amct_json(config);
}

void read_settings(const Path& file) {
  Settings settings;
  settings.add_yaml(file, false);
  settings.to_string();
}

void read_cifar(const Path& file) {
  const auto images = open_cifar({file});
  images->pixels(static_cast<int64_t>(images->labels().size()) - 1);
}

}  // namespace

const std::vector<FuzzTarget>& fuzz_targets() {
  static const std::vector<FuzzTarget> targets = {
      {"checkpoint", read_parameters},
      {"safetensors", read_parameters},
      {"mindir", [](const Path& file) { verify(read_mindir(file)); }},
      {"onnx", [](const Path& file) { verify(read_onnx(file)); }},
      {"air", read_checked_air},
      {"execution", read_and_run},
      {"quant_config", read_and_write_config},
      {"record", [](const Path& file) { to_text(parse_record(read_file(file), "record")); }},
      {"yaml", read_settings},
      {"manifest", [](const Path& file) { to_json(parse_manifest(read_file(file), "run.json")); }},
      {"report", [](const Path& file) { to_json(parse_report(read_file(file), "report.json")); }},
      {"trial", [](const Path& file) { read_trial(file); }},
      {"image_list", [](const Path& file) { read_image_list(file); }},
      {"idx", [](const Path& file) { read_idx(file, 3); }},
      {"cifar", read_cifar},
      {"npy", [](const Path& file) { read_npy(file).to_float32(); }},
      {"image", [](const Path& file) { decode_image(file); }},
  };
  return targets;
}

const FuzzTarget* find_fuzz_target(std::string_view name) {
  const auto& targets = fuzz_targets();
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const FuzzTarget& target) { return target.name == name; });
  return found == targets.end() ? nullptr : &*found;
}

bool accepts(const FuzzTarget& target, std::string_view bytes) {
  const MemoryFile file(bytes);
  try {
    target.read(file.path());
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInternal) throw;
    return false;
  }
}

}  // namespace msquant
