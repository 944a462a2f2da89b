#include "pipeline/run_folder.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "formats/checkpoint/safetensors_reader.h"
#include "formats/checkpoint/safetensors_writer.h"
#include "formats/record/record_file.h"
#include "passes/prepare.h"
#include "pipeline/first_input.h"
#include "pipeline/methods.h"
#include "pipeline/observation_store.h"
#include "pipeline/restore_calibration.h"
#include "pipeline/step_folder.h"

namespace msquant {
namespace {

// The path of a file of the folder that is what the run has left.
std::filesystem::path artifact(const std::filesystem::path& folder, const RunManifest& manifest,
                               const std::string& file) {
  const auto found = manifest.artifacts.find(file);
  if (found == manifest.artifacts.end()) {
    throw Error(ErrorKind::kConfig, "cannot read the run's manifest",
                (folder / kManifestFile).string(), "it lists no '" + file + "'",
                "quantize again to write it anew");
  }
  require_unchanged(folder / file, found->second);
  return folder / file;
}

std::filesystem::path source(const std::filesystem::path& folder, const RunManifest& manifest,
                             const std::string& kind) {
  const auto found = manifest.sources.find(kind);
  if (found == manifest.sources.end()) return {};
  const std::filesystem::path path = path_of(found->second.path, folder);
  require_unchanged(path, found->second.sha256);
  return path;
}

ParameterSet corrected_constants(const Graph& prepared, const CalibrationMethods& methods,
                                 const Calibrated& calibrated) {
  if (methods.corrections.empty()) return ParameterSet();
  const Calibrated restored =
      restore_calibration(prepared, calibrated.config, methods.layers, calibrated.record);
  return changed_constants(restored.graph, calibrated.graph);
}

void require_same_graph(const Run& run) {
  if (digest_of(run.calibrated.graph) == run.manifest.digest) return;
  throw Error(ErrorKind::kModel, "the run cannot be repeated", "",
              "its files give other weights than its calibration ended with (msquant " +
                  run.manifest.version + " made it)",
              "calibrate again");
}

// The manifest of an earlier run, if there is one that means something. Throws Error(kIo).
std::optional<RunManifest> earlier_manifest(const std::filesystem::path& folder) {
  try {
    return read_manifest(folder);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kIo) throw;
    return std::nullopt;
  }
}

void remove_artifacts(const std::filesystem::path& folder, const RunManifest& manifest,
                      const RunManifest& but) {
  for (const auto& [file, unused] : manifest.artifacts) {
    if (but.artifacts.count(file) == 0) remove_file(folder / file);
  }
}

[[noreturn]] void refuse_folder(const std::filesystem::path& folder, const std::string& because) {
  throw Error(ErrorKind::kUsage, "the folder holds another run", folder.string(), because,
              "--fresh replaces it, -o FOLDER writes elsewhere");
}

}  // namespace

void require_same_model(const std::filesystem::path& folder, const ModelSource& source) {
  if (!std::filesystem::exists(folder / kManifestFile)) return;
  const auto manifest = earlier_manifest(folder);
  if (!manifest) refuse_folder(folder, std::string(kManifestFile) + " cannot be read");
  const std::pair<const char*, const std::filesystem::path&> files[] = {
      {"model", source.model}, {"checkpoint", source.checkpoint}};
  for (const auto& [kind, path] : files) {
    const auto found = manifest->sources.find(kind);
    const std::string before = found == manifest->sources.end() ? "" : found->second.sha256;
    if (before == (path.empty() ? "" : sha256_of_file(path))) continue;
    refuse_folder(folder, "its " + std::string(kind) + " was another one");
  }
}

void discard_run(const std::filesystem::path& folder) {
  StepFolder::remove(folder);
  if (const auto manifest = earlier_manifest(folder)) {
    remove_artifacts(folder, *manifest, {});
    // Last what says which files there are.
    for (const char* file : {kStatisticsFile, kEqualizedFile, kManifestFile}) {
      remove_file(folder / file);
    }
  }
}

RunManifest read_manifest(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kManifestFile;
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::kUsage, "this is not a run folder", folder.string(),
                std::string("it holds no ") + kManifestFile,
                "the folder that 'quantize -o' or 'calibrate --run-dir' wrote");
  }
  return parse_manifest(read_file(path), path.string());
}

void write_calibration(const std::filesystem::path& folder, const Graph& prepared,
                       const CalibrationMethods& methods, const Calibrated& calibrated) {
  write_file(folder / kQuantConfigFile, to_json(calibrated.config));
  write_file(folder / kRecordFile, to_text(calibrated.record));
  const ParameterSet changed = corrected_constants(prepared, methods, calibrated);
  if (changed.empty()) {
    remove_file(folder / kCorrectedFile);  // of an earlier run
  } else {
    write_safetensors(changed, folder / kCorrectedFile);
  }
}

void write_manifest(const std::filesystem::path& folder, const RunFacts& facts,
                    const Calibrated& calibrated, const std::string& model_file) {
  RunManifest manifest;
  manifest.version = facts.version;
  const std::pair<const char*, const std::filesystem::path&> sources[] = {
      {"model", facts.source.model},
      {"checkpoint", facts.source.checkpoint},
      {"config", facts.config}};
  for (const auto& [kind, path] : sources) {
    if (!path.empty()) manifest.sources[kind] = source_file(path, folder);
  }
  manifest.settings = facts.settings;
  for (const std::string& argument : facts.data) {
    const auto [name, path] = named_path(argument);
    manifest.data.push_back({name, manifest_path(path, folder)});
  }
  manifest.shuffle_seed = facts.shuffle_seed;
  manifest.digest = digest_of(calibrated.graph);
  std::vector<std::string> files{kQuantConfigFile, kRecordFile, model_file};
  for (const char* file : {kCorrectedFile, kFirstInputFile}) {
    if (std::filesystem::exists(folder / file)) files.emplace_back(file);
  }
  for (const std::string& file : files) manifest.artifacts[file] = sha256_of_file(folder / file);
  // As long as the earlier manifest is there, so that a run that ends here can be repeated.
  if (const auto earlier = earlier_manifest(folder)) remove_artifacts(folder, *earlier, manifest);
  write_file(folder / kManifestFile, to_json(manifest));
  StepFolder::remove(folder);
}

void add_artifact(const std::filesystem::path& folder, const std::string& file) {
  RunManifest manifest = read_manifest(folder);
  manifest.artifacts[file] = sha256_of_file(folder / file);
  write_file(folder / kManifestFile, to_json(manifest));
}

DataArguments calibration_data(const RunManifest& manifest, const std::filesystem::path& folder) {
  DataArguments data;
  for (const auto& [name, path] : manifest.data) {
    data.push_back(to_argument({name, path_of(path, folder)}));
  }
  return data;
}

Run open_run(const std::filesystem::path& folder) {
  Run run;
  run.manifest = read_manifest(folder);
  const RunManifest& manifest = run.manifest;
  const QuantConfig config = read_quant_config(artifact(folder, manifest, kQuantConfigFile));
  const std::filesystem::path record = artifact(folder, manifest, kRecordFile);
  // The digests stand for the checkpoint's checksum.
  const ModelSource files{source(folder, manifest, "model"), source(folder, manifest, "checkpoint"),
                          false};
  Settings settings = manifest.settings;
  Model model = load_model(files, settings);
  prepare(model.graph, config.fuse_bn);
  run.description = model.description;
  run.calibrated = restore_calibration(model.graph, config, layer_methods(settings),
                                       parse_record(read_file(record), record.string()));
  if (manifest.artifacts.count(kCorrectedFile) != 0) {
    const auto file = MappedFile::open(artifact(folder, manifest, kCorrectedFile));
    restore_constants(run.calibrated.graph, read_safetensors(file, {}));
  }
  require_same_graph(run);
  return run;
}

}  // namespace msquant
