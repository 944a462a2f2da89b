// A run folder: what a calibration leaves behind for others to go on from.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/calibrate.h"
#include "pipeline/load_model.h"
#include "pipeline/run_manifest.h"
#include "pipeline/samples.h"
#include "quant/quant_config.h"

namespace msquant {

// What the manifest of a new run says, beside the digests of what is in the folder.
struct RunFacts {
  std::string version;  // of msquant
  ModelSource source;
  std::filesystem::path config;  // the YAML; may be empty
  Settings settings;
  DataArguments data;
  std::optional<uint64_t> shuffle_seed;
};

// Writes quant_config.json, the record, and the constants that the corrections of `methods` changed
// in `prepared`, if there are any. Throws Error(kIo).
void write_calibration(const std::filesystem::path& folder, const Graph& prepared,
                       const CalibrationMethods& methods, const Calibrated& calibrated);

// Before a run into `folder` of the model `source`: throws Error(kUsage) if the folder holds a run
// of another model, or one that cannot be read.
void require_same_model(const std::filesystem::path& folder, const ModelSource& source);

// Removes the files that run.json of `folder` lists, run.json, and the statistics and finished
// steps that may be there.
void discard_run(const std::filesystem::path& folder);

// Writes run.json; to be called last, when the model file is in the folder. Files of an earlier run
// that are no part of this one are removed. Throws Error(kIo).
void write_manifest(const std::filesystem::path& folder, const RunFacts& facts,
                    const Calibrated& calibrated, const std::string& model_file);

// run.json of a folder. Throws Error(kUsage) if there is none, and what parse_manifest() throws.
RunManifest read_manifest(const std::filesystem::path& folder);

// Adds a file of the folder, or its new digest, to run.json. Throws what parse_manifest() throws.
void add_artifact(const std::filesystem::path& folder, const std::string& file);

// The calibration data of the run in `folder`, as --data would name it.
DataArguments calibration_data(const RunManifest& manifest, const std::filesystem::path& folder);

struct Run {
  RunManifest manifest;
  std::string description;  // of the model, one line for people
  Calibrated calibrated;
};

// Loads the model that the manifest names and gives it the recorded parameters: the very graph that
// the calibration ended with. Throws Error(kModel) naming the file if one has changed since, or if
// the graph is another one all the same (another version of msquant made the folder).
Run open_run(const std::filesystem::path& folder);

}  // namespace msquant
