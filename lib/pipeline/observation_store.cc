#include "pipeline/observation_store.h"

#include <utility>

#include "base/bytes.h"
#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/sha256.h"
#include "calibrate/correction.h"
#include "formats/checkpoint/safetensors_reader.h"
#include "formats/checkpoint/safetensors_writer.h"
#include "graph/dump.h"
#include "pipeline/restore_calibration.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

void put_stats(std::string& bytes, const StatsMap& all) {
  put(bytes, static_cast<int64_t>(all.size()));
  for (const auto& [value, stats] : all) {
    put(bytes, value);
    stats.put_into(bytes);
  }
}

StatsMap take_stats(std::string_view& bytes) {
  StatsMap all;
  for (auto count = take<int64_t>(bytes); count > 0; --count) {
    const auto value = take<ValueId>(bytes);
    all.insert_or_assign(value, TensorStats::taken_from(bytes));
  }
  return all;
}

// statistics.bin: the digests of the samples, the digest of the graph that the statistics are of,
// the number of images, their statistics, and those of the first images.
std::string to_bytes(const std::vector<std::string>& samples, const Observation& observation) {
  std::string bytes;
  put(bytes, static_cast<int64_t>(samples.size()));
  for (const std::string& sample : samples) put(bytes, sample);
  put(bytes, digest_of(observation.reference));
  put(bytes, observation.images);
  put_stats(bytes, observation.stats);
  put(bytes, static_cast<int64_t>(observation.earlier.size()));
  for (const Milestone& milestone : observation.earlier) {
    put(bytes, milestone.images);
    put_stats(bytes, milestone.stats);
  }
  return bytes;
}

bool has_histogram(const ActivationMethod& method, Histograms histograms) {
  return histograms == Histograms::kEverywhere || find_estimator(method.estimator).needs_histogram;
}

// `prepared` with the constants that float corrections changed.
Graph restored_reference(const std::filesystem::path& folder, const Graph& prepared) {
  Graph graph = prepared;
  const std::filesystem::path file = folder / kEqualizedFile;
  if (std::filesystem::exists(file)) {
    restore_constants(graph, read_safetensors(MappedFile::open(file), {}));
  }
  return graph;
}

std::optional<Observation> read_observation(const std::filesystem::path& folder,
                                            std::string_view bytes, const Graph& prepared) {
  Observation observation{restored_reference(folder, prepared), 0, {}, {}};
  if (take<std::string>(bytes) != digest_of(observation.reference)) return std::nullopt;
  observation.images = take<int64_t>(bytes);
  observation.stats = take_stats(bytes);
  for (auto count = take<int64_t>(bytes); count > 0; --count) {
    const auto images = take<int64_t>(bytes);
    observation.earlier.push_back({images, take_stats(bytes)});
  }
  return observation;
}

}  // namespace

std::string observation_key(const Graph& prepared, const QuantConfig& config,
                            const CalibrationMethods& methods, Histograms histograms,
                            const std::string& version) {
  std::string text = version + "\n" + digest_of(prepared) + "\n" + dump(prepared);
  for (const Correction& correction : find_corrections(methods.corrections)) {
    if (correction.stage == CorrectionStage::kFloat) text += std::string(correction.name) + "\n";
  }
  for (const LayerChoice& layer : config.layers) {
    const NodeId node = prepared.find_node(layer.name);
    if (!layer.quant || node == kNoId) continue;
    const LayerMethods chosen =
        config.methods_of(layer, layer_type_of(prepared.node(node).kind), methods.layers);
    text += layer.name + " " + chosen.weight.method;
    if (chosen.weight.channel_wise) text += " per channel";
    if (has_histogram(chosen.activation, histograms)) text += " histogram";
    text += " " + std::to_string(chosen.migration_strength) + "\n";
  }
  return sha256(text);
}

void store_observation(const std::filesystem::path& folder, const std::string& key,
                       const std::vector<std::string>& samples, const Graph& prepared,
                       const Observation& observation) {
  const ParameterSet changed = changed_constants(prepared, observation.reference);
  if (changed.empty()) {
    remove_file(folder / kEqualizedFile);
  } else {
    write_safetensors(changed, folder / kEqualizedFile);
  }
  write_sealed(folder / kStatisticsFile, key, to_bytes(samples, observation));
}

std::optional<StoredObservation> StoredObservation::find(const std::filesystem::path& folder,
                                                         const std::string& key) {
  auto file = read_sealed(folder / kStatisticsFile, key);
  if (!file) return std::nullopt;
  StoredObservation stored(folder, std::move(*file));
  std::string_view& rest = stored.file_.content;
  for (auto count = take<int64_t>(rest); count > 0; --count) {
    stored.samples_.push_back(take<std::string>(rest));
  }
  return stored;
}

std::optional<Observation> StoredObservation::of(const Graph& prepared) const {
  try {
    return read_observation(folder_, file_.content, prepared);
  } catch (const Error& error) {
    log::debug("{}", error.what());
    return std::nullopt;
  }
}

}  // namespace msquant
