#include "pipeline/run_manifest.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/sha256.h"
#include "quant/json_integer.h"

namespace msquant {
namespace {

using Json = nlohmann::ordered_json;

Json to_document(const std::map<std::string, SourceFile>& sources) {
  Json document = Json::object();
  for (const auto& [kind, file] : sources) {
    document[kind] = {{"path", file.path.string()}, {"sha256", file.sha256}};
  }
  return document;
}

Json to_document(const Settings& settings) {
  Json document = Json::array();
  for (const Setting& setting : settings.all()) {
    document.push_back({{"key", setting.key}, {"value", setting.text}, {"origin", setting.origin}});
  }
  return document;
}

Json to_document(const std::vector<NamedPath>& data) {
  Json document = Json::array();
  for (const NamedPath& each : data) {
    document.push_back({{"path", each.path.string()}});
    if (!each.name.empty()) document.back()["name"] = each.name;
  }
  return document;
}

bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

RunManifest from_document(const Json& document) {
  RunManifest manifest;
  manifest.version = document.at("msquant").get<std::string>();
  for (const auto& [kind, file] : document.at("sources").items()) {
    manifest.sources[kind] = {file.at("path").get<std::string>(),
                              file.at("sha256").get<std::string>()};
  }
  for (const Json& setting : document.at("settings")) {
    manifest.settings.restore({setting.at("key").get<std::string>(),
                               setting.at("value").get<std::string>(),
                               setting.at("origin").get<std::string>()});
  }
  const Json& calibration = document.at("calibration");
  for (const Json& each : calibration.at("data")) {
    manifest.data.push_back({each.value("name", ""), each.at("path").get<std::string>()});
  }
  if (!calibration.at("shuffle_seed").is_null()) {
    manifest.shuffle_seed = integer_in<uint64_t>(calibration.at("shuffle_seed"));
  }
  manifest.digest = calibration.at("digest").get<std::string>();
  manifest.artifacts = document.at("artifacts").get<std::map<std::string, std::string>>();
  return manifest;
}

}  // namespace

std::string to_json(const RunManifest& manifest) {
  Json calibration{{"data", to_document(manifest.data)}, {"shuffle_seed", nullptr}};
  if (manifest.shuffle_seed) calibration["shuffle_seed"] = *manifest.shuffle_seed;
  calibration["digest"] = manifest.digest;
  const Json document{{"msquant", manifest.version},
                      {"sources", to_document(manifest.sources)},
                      {"settings", to_document(manifest.settings)},
                      {"calibration", calibration},
                      {"artifacts", manifest.artifacts}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

RunManifest parse_manifest(std::string_view text, const std::string& source) {
  const auto fail = [&](const std::string& because) -> Error {
    return Error(ErrorKind::kConfig, "cannot read the run's manifest", source, because,
                 "quantize again to write it anew");
  };
  RunManifest manifest;
  try {
    manifest = from_document(Json::parse(text));
  } catch (const Json::exception& error) {
    throw fail(error.what());
  }
  for (const auto& [name, digest] : manifest.artifacts) {
    if (!is_plain_name(name)) throw fail("artifact '" + name + "' is not the name of a file");
  }
  return manifest;
}

std::filesystem::path manifest_path(const std::filesystem::path& path,
                                    const std::filesystem::path& folder) {
  return path.is_absolute() ? path : std::filesystem::proximate(path, folder);
}

std::filesystem::path path_of(const std::filesystem::path& stored,
                              const std::filesystem::path& folder) {
  return folder / stored;
}

SourceFile source_file(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return {manifest_path(path, folder), sha256_of_file(path)};
}

void require_unchanged(const std::filesystem::path& path, const std::string& sha256) {
  const std::string found = sha256_of_file(path);
  if (found == sha256) return;
  throw Error(ErrorKind::kModel, "a file of the run has changed", path.string(),
              "its SHA-256 is " + found + ", of the run " + sha256,
              "restore the file, or calibrate again");
}

}  // namespace msquant
