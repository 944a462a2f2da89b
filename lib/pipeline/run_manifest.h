// run.json: what a run folder holds and what it was made of. `export` starts from it.
//   {
//     "msquant": "0.1.0",
//     "sources": {"checkpoint": {"path": "../lenet5.ckpt", "sha256": "…"}, …},
//     "settings": [{"key": "net_name", "value": "lenet5", "origin": "lenet5.yaml:3"}, …],
//     "calibration": {"data": [{"path": "../calib"}], "shuffle_seed": null, "digest": "…"},
//     "artifacts": {"quant_config.json": "…", "quantized_model.air": "…"}
//   }
// It holds no times: equal runs give equal bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/named_paths.h"
#include "pipeline/settings.h"

namespace msquant {

// Files of a run folder.
inline constexpr const char* kManifestFile = "run.json";
inline constexpr const char* kQuantConfigFile = "quant_config.json";
inline constexpr const char* kModelFile = "quantized_model";  // without its extension
inline constexpr const char* kCorrectedFile = "corrected.safetensors";
inline constexpr const char* kRecordFile = "quantized_model.record.txt";

struct SourceFile {
  std::filesystem::path path;  // as the user gave it if absolute, else relative to the run folder
  std::string sha256;
};

struct RunManifest {
  std::string version;                        // of msquant
  std::map<std::string, SourceFile> sources;  // by kind: "model", "checkpoint", "config"
  Settings settings;                          // all, with their origins
  std::vector<NamedPath> data;                // of the calibration; relative as those of sources
  std::optional<uint64_t> shuffle_seed;
  std::string digest;                            // of the calibrated graph: digest_of()
  std::map<std::string, std::string> artifacts;  // SHA-256 by name of the file in the folder
};

std::string to_json(const RunManifest& manifest);

// Throws Error(kConfig) naming `source`, key and cause: bad JSON, a missing key, a wrong type, an
// artifact that is not the plain name of a file.
RunManifest parse_manifest(std::string_view text, const std::string& source);

// A path of the user as the manifest of `folder` holds it, and back. The way back leads to the file
// from any working directory, as long as folder and file have not moved apart.
std::filesystem::path manifest_path(const std::filesystem::path& path,
                                    const std::filesystem::path& folder);
std::filesystem::path path_of(const std::filesystem::path& stored,
                              const std::filesystem::path& folder);

// A source as the manifest of `folder` holds it. Throws Error(kIo).
SourceFile source_file(const std::filesystem::path& path, const std::filesystem::path& folder);

// Throws Error(kModel) unless the digest of the file at `path` is `sha256`; Error(kIo).
void require_unchanged(const std::filesystem::path& path, const std::string& sha256);

}  // namespace msquant
