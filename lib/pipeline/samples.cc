#include "pipeline/samples.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "base/error.h"
#include "base/log.h"
#include "base/suggest.h"
#include "data/batch_loader.h"
#include "data/npy_samples.h"
#include "data/open_images.h"
#include "data/pick_samples.h"
#include "evaluate/accuracy.h"
#include "graph/shape_inference.h"
#include "pipeline/data_parts.h"
#include "pipeline/named_paths.h"
#include "pipeline/zoo_preprocessing.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

// Which samples are used, given their labels.
using Picker = std::function<std::vector<int64_t>(const std::vector<int>& labels)>;

// The channels of the images that the model takes.
int64_t require_image_input(const Graph& graph) {
  const Shape shape =
      graph.inputs().size() == 1 ? graph.value(graph.inputs().front()).type.shape : Shape();
  if (shape.size() == 4 && (shape[1] == 1 || shape[1] == 3)) return shape[1];
  throw Error(ErrorKind::kUnsupported, "the model does not take images", graph.name(),
              graph.inputs().size() == 1
                  ? "its input is " + to_string(shape) + ", not [N, 3, H, W] or [N, 1, H, W]"
                  : "it has the inputs " + joined(names_of(graph, graph.inputs())),
              "--data NAME=FOLDER with .npy files, for each input");
}

void require_size(const Graph& graph, const Settings& settings, int64_t channels) {
  const auto [height, width] = image_size(settings);
  const Value& input = graph.value(graph.inputs().front());
  if (input.type.shape == Shape{input.type.shape[0], channels, height, width}) return;
  throw Error(ErrorKind::kConfig, "the images do not fit the model",
              "input '" + input.name + "' " + to_string(input.type.shape),
              "images are " + std::to_string(channels) + " x " + std::to_string(height) + " x " +
                  std::to_string(width) + " after preprocessing",
              "set resize, center_crop or height and width in the YAML");
}

std::vector<int64_t> slice(const std::vector<int64_t>& picked, int64_t begin, int64_t end) {
  return {picked.begin() + begin, picked.begin() + end};
}

SampleSource image_source(const fs::path& path, const Settings& settings, const Graph& graph,
                          int threads, Part part, const Picker& pick) {
  const int64_t channels = require_image_input(graph);
  require_size(graph, settings, channels);
  const std::shared_ptr<const ImageSet> images = open_images(path, part);
  const std::vector<int64_t> picked = pick(images->labels());
  const Preprocessing steps = preprocessing_of(settings, channels);
  BatchLoaderOptions options;
  options.batch_size = 1;
  options.threads = threads;
  return {static_cast<int64_t>(picked.size()), [=](int64_t begin, int64_t end) {
            return std::make_unique<BatchLoader>(images, slice(picked, begin, end), steps, options);
          }};
}

SampleSource npy_source(const DataArguments& data, const Graph& graph, Part part,
                        const Picker& pick) {
  const char* flag = part == Part::kTraining ? "--data" : "--val";
  const std::vector<fs::path> paths = path_of_each(data, names_of(graph, graph.inputs()), flag);
  const int64_t batch = batch_size(graph);
  std::vector<NpyInput> inputs;
  for (size_t i = 0; i < paths.size(); ++i) {
    const Value& input = graph.value(graph.inputs()[i]);
    inputs.push_back({input.name, paths[i], input.type.dtype, input.type.shape});
    Shape& shape = inputs.back().shape;
    if (!shape.empty() && shape[0] == batch) shape[0] = 1;
  }
  const NpySamples samples(inputs);
  const std::vector<int64_t> picked =
      pick(std::vector<int>(static_cast<size_t>(samples.size()), -1));
  return {static_cast<int64_t>(picked.size()), [=](int64_t begin, int64_t end) {
            return std::make_unique<NpyStream>(samples, slice(picked, begin, end));
          }};
}

SampleSource open_source(const DataArguments& data, const Settings& settings, const Graph& graph,
                         int threads, Part part, const Picker& pick) {
  MSQUANT_CHECK(!data.empty());
  if (means_tensors(data)) return npy_source(data, graph, part, pick);
  return image_source(data.front(), settings, graph, threads, part, pick);
}

// Class folders are numbered in sorted order: a missing one gives the others wrong labels.
void warn_of_missing_classes(const std::vector<int>& labels, const DataArguments& data,
                             const Graph& graph) {
  if (labels.empty() || !is_classifier(graph)) return;
  const int64_t classes = graph.value(graph.outputs().front()).type.shape[1];
  const int64_t found = int64_t{*std::max_element(labels.begin(), labels.end())} + 1;
  if (found == 0 || found == classes) return;
  log::warn("{} has labels of {} classes, the model {}: are all class folders there?", joined(data),
            found, classes);
}

struct SampleReport {
  int64_t total = 0;  // samples, good and bad
  std::vector<BadSample> bad;
};

// Of the samples of all ranks.
SampleReport sample_report(const SampleStream& samples, Comm& comm) {
  std::string mine;
  put(mine, samples.sample_count());
  const std::vector<BadSample> bad = samples.bad_samples();
  put(mine, static_cast<int64_t>(bad.size()));
  for (const BadSample& sample : bad) {
    put(mine, sample.name);
    put(mine, sample.reason);
  }
  const std::string all = comm.all_reduce("bad images", mine, std::plus<>());
  SampleReport report;
  for (std::string_view rest = all; !rest.empty();) {
    report.total += take<int64_t>(rest);
    for (auto count = take<int64_t>(rest); count > 0; --count) {
      std::string name = take<std::string>(rest);
      report.bad.push_back({std::move(name), take<std::string>(rest)});
    }
  }
  return report;
}

}  // namespace

bool means_tensors(const DataArguments& data) {
  if (data.size() > 1) return true;
  const auto [name, path] = named_path(data.front());
  return !name.empty() || recognise_data(path) == DataFormat::kTensors;
}

DataArguments calibration_data(const DataArguments& given, const Settings& settings) {
  if (!given.empty()) return given;
  if (!settings.has("data_path")) {
    throw Error(ErrorKind::kConfig, "no calibration images are given", "", "",
                "--data PATH, or data_path in the YAML");
  }
  const fs::path root = settings.existing_path("data_path");
  const fs::path folder = part_folder(root, Part::kTraining);
  return {(folder.empty() ? root : folder).string()};
}

DataArguments validation_data(const DataArguments& given, const Settings& settings) {
  if (!given.empty()) return given;
  const auto root = settings.find_path("data_path");
  if (!root) return {};
  const fs::path folder = part_folder(*root, Part::kTest);
  if (!folder.empty()) return {folder.string()};
  return holds_test_part(*root) ? DataArguments{root->string()} : DataArguments();
}

SampleSource calibration_samples(const DataArguments& data, const Settings& settings,
                                 const Graph& graph, std::optional<uint64_t> shuffle_seed,
                                 int threads) {
  const int64_t wanted =
      settings.integer("calibration_batches", 1) * settings.integer("batch_size", 1);
  return open_source(
      data, settings, graph, threads, Part::kTraining, [&](const std::vector<int>& labels) {
        const auto held = static_cast<int64_t>(labels.size());
        if (held < wanted) {
          log::warn("{} holds {} samples, fewer than {}", joined(data), held, wanted);
        }
        return pick_samples(labels, wanted, shuffle_seed);
      });
}

SampleSource validation_samples(const DataArguments& data, const Settings& settings,
                                const Graph& graph, int threads) {
  return open_source(data, settings, graph, threads, Part::kTest,
                     [&](const std::vector<int>& labels) {
                       require_labels_fit(labels, graph);
                       warn_of_missing_classes(labels, data, graph);
                       return all_samples(static_cast<int64_t>(labels.size()));
                     });
}

std::vector<ModelInputs> take_samples(SampleStream& samples, int64_t count) {
  std::vector<ModelInputs> taken;
  while (static_cast<int64_t>(taken.size()) < count) {
    auto batch = samples.next();
    if (!batch) break;
    taken.push_back(std::move(batch->inputs));
  }
  return taken;
}

void report_bad_samples(const SampleStream& samples, int64_t most, Comm& comm) {
  const auto [total, bad] = sample_report(samples, comm);
  for (const BadSample& sample : bad) log::warn("skipped {}: {}", sample.name, sample.reason);
  const auto count = static_cast<int64_t>(bad.size());
  if (count == total || (most >= 0 && count > most)) {
    throw Error(ErrorKind::kData, "too many images cannot be read", "",
                std::to_string(count) + " of " + std::to_string(total) + " failed",
                "check the files that the warnings name");
  }
  if (count > 0) log::warn("{} of {} images were skipped", count, total);
}

}  // namespace msquant
