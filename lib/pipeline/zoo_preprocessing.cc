#include "pipeline/zoo_preprocessing.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/log.h"

namespace msquant {
namespace {

// Values are YAML text, as if they stood in the user's file.
struct Normalization {
  std::string_view rescale, mean, std;
};

constexpr std::string_view kPerPixelLevel = "0.00392156862745098";  // 1 / 255

const Normalization kCifar{kPerPixelLevel, "[0.4914, 0.4822, 0.4465]", "[0.2023, 0.1994, 0.2010]"};
// The zoo's VGG16 really lists the three channels in reverse.
const Normalization kCifarReversed{kPerPixelLevel, "[0.4465, 0.4822, 0.4914]",
                                   "[0.2010, 0.1994, 0.2023]"};
const Normalization kImageNet{"1", "[123.675, 116.28, 103.53]", "[58.395, 57.12, 57.375]"};
const Normalization kResNet101{"1", "[121.125, 115.005, 99.96]", "[70.125, 68.085, 70.89]"};
const Normalization kSeResNet{"1", "[123.68, 116.78, 103.94]", "[1, 1, 1]"};

// One evaluation pipeline. A size is YAML text or names the setting that gives the side of a
// square.
struct Pipeline {
  std::string_view name;  // printed as the origin of the derived values
  std::vector<std::string_view> networks;
  std::string_view dataset, resize, center_crop;
  Normalization normalization;
};

const std::vector<Pipeline>& pipelines() {
  using Names = std::vector<std::string_view>;
  static const Names kResNets{"resnet18", "resnet34", "resnet50", "resnet152"};
  static const Names kR101{"resnet101"}, kSe{"se_resnet50"}, kMobile{"mobilenet_v2"}, kVgg{"vgg16"};
  constexpr std::string_view kTrain = "train_image_size", kEval = "eval_image_size";
  static const std::vector<Pipeline> kPipelines{
      {"ResNet create_dataset1", kResNets, "cifar10", kTrain, "", kCifar},
      {"ResNet create_dataset2", kResNets, "imagenet2012", "256", kEval, kImageNet},
      {"ResNet create_dataset3", kR101, "imagenet2012", "256", kEval, kResNet101},
      {"ResNet create_dataset4", kSe, "imagenet2012", "292", kEval, kSeResNet},
      {"MobileNetV2 create_dataset", kMobile, "cifar10", kTrain, "", kCifar},
      {"MobileNetV2 create_dataset", kMobile, "imagenet2012", "[256, 256]", kEval, kImageNet},
      {"VGG16 vgg_create_dataset", kVgg, "cifar10", kTrain, "", kCifarReversed},
      {"VGG16 classification_dataset", kVgg, "imagenet2012", "[256, 256]", kEval, kImageNet},
  };
  return kPipelines;
}

std::string canonical_dataset(std::string name) {
  return name == "imagenet" ? "imagenet2012" : name;
}

// A size in YAML text; a named setting stands for a square.
std::string size_text(const Settings& settings, std::string_view size) {
  if (size.empty() || size.find("_size") == std::string_view::npos) return std::string(size);
  const std::string side = std::to_string(settings.integer(std::string(size), 1));
  return "[" + side + ", " + side + "]";
}

Interpolation interpolation_of(const Settings& settings) {
  const std::string name = settings.text("interpolation");
  if (name == "nearest") return Interpolation::kNearest;
  if (name == "bilinear") return Interpolation::kBilinear;
  if (name == "bicubic") return Interpolation::kBicubic;
  if (name == "area") return Interpolation::kArea;
  throw Error(ErrorKind::kConfig, "unknown interpolation '" + name + "'", "", "",
              "one of nearest, bilinear, bicubic, area");
}

Color color_of(const Settings& settings) {
  const std::string name = settings.text("color");
  if (name == "rgb") return Color::kRgb;
  if (name == "bgr") return Color::kBgr;
  throw Error(ErrorKind::kConfig, "unknown color '" + name + "'", "", "", "rgb or bgr");
}

// One number for each channel, over what `numbers` holds.
void set_channels(const Settings& settings, const char* key, int64_t channels,
                  std::array<float, 3>& numbers) {
  const std::vector<double> values = settings.numbers(key, static_cast<size_t>(channels));
  std::transform(values.begin(), values.end(), numbers.begin(),
                 [](double value) { return static_cast<float>(value); });
}

// The commonest mistake: constants for pixels from 0 to 1, and pixels from 0 to 255.
void warn_of_missing_rescale(const Preprocessing& steps) {
  const auto is_of_unit = [](float value) { return value > 0 && value <= 1; };
  if (steps.rescale != 1 || !is_of_unit(steps.mean[0]) || !is_of_unit(steps.std[0])) return;
  log::warn(
      "mean and std look like those of pixels from 0 to 1, but without rescale they are 0 to 255; "
      "rescale: 0.00392156862745098 divides by 255");
}

std::vector<int64_t> crop_of(const Settings& settings) {
  if (!settings.has("center_crop")) return {};
  const std::vector<int64_t> crop = settings.integers("center_crop", 1, 2);
  return {crop.front(), crop.back()};
}

}  // namespace

void derive_preprocessing(Settings& settings, const std::string& net_name) {
  if (!settings.has("dataset")) return;
  const std::string dataset = canonical_dataset(settings.text("dataset"));
  for (const Pipeline& pipeline : pipelines()) {
    const auto& networks = pipeline.networks;
    if (pipeline.dataset != dataset ||
        std::find(networks.begin(), networks.end(), net_name) == networks.end()) {
      continue;
    }
    const std::string origin = "zoo: " + std::string(pipeline.name);
    const auto derive = [&](const char* key, std::string text) {
      if (!text.empty()) settings.set_if_default(key, std::move(text), origin);
    };
    derive("resize", size_text(settings, pipeline.resize));
    derive("center_crop", size_text(settings, pipeline.center_crop));
    derive("rescale", std::string(pipeline.normalization.rescale));
    derive("mean", std::string(pipeline.normalization.mean));
    derive("std", std::string(pipeline.normalization.std));
    return;
  }
}

Preprocessing preprocessing_of(const Settings& settings, int64_t channels) {
  for (const char* key : {"mean", "std"}) {
    if (settings.has(key)) continue;
    throw Error(ErrorKind::kConfig, "cannot tell how images are preprocessed", "",
                "'" + std::string(key) +
                    "' is not set, and net_name and dataset name no pipeline " + "of the model zoo",
                "set resize, rescale, mean and std in the YAML as the network was trained");
  }
  Preprocessing steps;
  steps.color = channels == 1 ? Color::kGrey : color_of(settings);
  if (settings.has("resize")) steps.resize = settings.integers("resize", 1, 2);
  steps.interpolation = interpolation_of(settings);
  steps.center_crop = crop_of(settings);
  steps.rescale = static_cast<float>(settings.number("rescale"));
  set_channels(settings, "mean", channels, steps.mean);
  set_channels(settings, "std", channels, steps.std);
  warn_of_missing_rescale(steps);
  for (float std : steps.std) {
    if (!(std > 0)) throw Error(ErrorKind::kConfig, "'std' must be positive");
  }
  return steps;
}

std::array<int64_t, 2> image_size(const Settings& settings) {
  const std::vector<int64_t> crop = crop_of(settings);
  if (!crop.empty()) return {crop[0], crop[1]};
  if (settings.has("resize")) {
    const std::vector<int64_t> resize = settings.integers("resize", 1, 2);
    if (resize.size() == 2) return {resize[0], resize[1]};
  }
  if (settings.has("height") && settings.has("width")) {
    return {settings.integer("height", 1), settings.integer("width", 1)};
  }
  throw Error(ErrorKind::kConfig, "cannot tell the size of the network's input", "",
              "neither center_crop nor resize: [height, width] nor height and width are set",
              "add height and width to the YAML");
}

}  // namespace msquant
