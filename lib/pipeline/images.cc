#include "pipeline/images.h"

#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "data/image_folder.h"
#include "evaluate/accuracy.h"
#include "pipeline/zoo_preprocessing.h"

namespace msquant {
namespace {

constexpr const char* kCalibration = "calib";
constexpr const char* kValidation = "val";

void require_size(const Graph& graph, const Settings& settings) {
  if (graph.inputs().size() != 1) {
    throw Error(ErrorKind::kUnsupported, "the model does not take images", graph.name(),
                "it has " + std::to_string(graph.inputs().size()) + " inputs",
                "use 'msquant run' with .npy files");
  }
  const auto [height, width] = image_size(settings);
  const Value& input = graph.value(graph.inputs().front());
  const Shape expected{input.type.shape.empty() ? 0 : input.type.shape[0], 3, height, width};
  if (input.type.shape == expected) return;
  throw Error(ErrorKind::kConfig, "the images do not fit the model",
              "input '" + input.name + "' " + to_string(input.type.shape),
              "images are 3 x " + std::to_string(height) + " x " + std::to_string(width) +
                  " after preprocessing",
              "set resize, center_crop or height and width in the YAML");
}

}  // namespace

std::filesystem::path calibration_folder(const std::filesystem::path& given,
                                         const Settings& settings) {
  if (!given.empty()) return given;
  if (!settings.has("data_path")) {
    throw Error(ErrorKind::kConfig, "no calibration images are given", "", "",
                "--data FOLDER, or data_path in the YAML");
  }
  const std::filesystem::path root = settings.existing_path("data_path");
  return std::filesystem::is_directory(root / kCalibration) ? root / kCalibration : root;
}

std::optional<std::filesystem::path> validation_folder(const std::filesystem::path& given,
                                                       const Settings& settings) {
  if (!given.empty()) return given;
  const auto root = settings.find_path("data_path");
  if (!root || !std::filesystem::is_directory(*root / kValidation)) return std::nullopt;
  return *root / kValidation;
}

std::vector<Sample> calibration_samples(const std::filesystem::path& folder,
                                        const Settings& settings,
                                        std::optional<uint64_t> shuffle_seed) {
  const ImageFolder images = scan_image_folder(folder);
  const int64_t wanted =
      settings.integer("calibration_batches", 1) * settings.integer("batch_size", 1);
  const auto held = static_cast<int64_t>(images.samples.size());
  if (held < wanted) log::warn("{} holds {} images, fewer than {}", folder.string(), held, wanted);
  return pick_samples(images, wanted, shuffle_seed);
}

std::vector<Sample> validation_samples(const std::filesystem::path& folder, const Graph& model) {
  std::vector<Sample> samples = scan_image_folder(folder).samples;
  require_labels_fit(samples, model);
  return samples;
}

std::unique_ptr<BatchLoader> load_images(std::vector<Sample> samples, const Settings& settings,
                                         const Graph& model, int threads) {
  require_size(model, settings);
  BatchLoaderOptions options;
  options.batch_size = 1;
  options.threads = threads;
  return std::make_unique<BatchLoader>(std::move(samples), preprocessing_of(settings), options);
}

std::vector<Tensor> take_images(BatchLoader& images, int64_t count) {
  std::vector<Tensor> taken;
  while (static_cast<int64_t>(taken.size()) < count) {
    auto batch = images.next();
    if (!batch) break;
    taken.push_back(std::move(batch->images));
  }
  return taken;
}

void report_bad_images(const BatchLoader& images, int64_t most) {
  const auto bad = images.bad_images();
  for (const BadImage& image : bad) {
    log::warn("skipped {}: {}", image.path.string(), image.reason);
  }
  const auto count = static_cast<int64_t>(bad.size());
  if (count == images.sample_count() || (most >= 0 && count > most)) {
    throw Error(ErrorKind::kData, "too many images cannot be read", "",
                std::to_string(count) + " of " + std::to_string(images.sample_count()) + " failed",
                "check the files that the warnings name");
  }
  if (count > 0) log::warn("{} of {} images were skipped", count, images.sample_count());
}

}  // namespace msquant
