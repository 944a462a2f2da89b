#include "pipeline/first_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "data/preview.h"
#include "pipeline/zoo_preprocessing.h"

namespace msquant {
namespace {

constexpr double kLargest = 20, kNarrowest = 0.2;

struct Extent {
  double min = 0, max = 0;
};

Extent extent_of(const Tensor& tensor) {
  const Span<const float> elements = tensor.data<float>();
  const auto [low, high] = std::minmax_element(elements.begin(), elements.end());
  return elements.empty() ? Extent() : Extent{*low, *high};
}

double mean_of(const Tensor& tensor) {
  const Span<const float> elements = tensor.data<float>();
  const double sum = std::accumulate(elements.begin(), elements.end(), 0.0);
  return elements.empty() ? 0 : sum / static_cast<double>(elements.size());
}

std::string problem_with(const Extent& all) {
  if (std::max(-all.min, all.max) > kLargest) {
    return fmt::format(
        "values from {:.4g} to {:.4g} are not normalized: rescale, mean or std seem not to fit",
        all.min, all.max);
  }
  if (all.max - all.min < kNarrowest) {
    return fmt::format(
        "all values lie between {:.4g} and {:.4g}: rescale or std seem to be applied twice",
        all.min, all.max);
  }
  return "";
}

bool shows_image(const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  return tensor.dtype() == DType::kFloat32 && shape.size() == 4 && shape[0] == 1 &&
         (shape[1] == 1 || shape[1] == 3) && tensor.size() > 0;
}

}  // namespace

std::vector<InputSummary> summarize_inputs(const Graph& graph,
                                           const std::vector<ModelInputs>& samples) {
  std::vector<InputSummary> summaries;
  if (samples.empty()) return summaries;
  for (size_t i = 0; i < graph.inputs().size(); ++i) {
    const Tensor& first = samples.front()[i];
    if (first.dtype() != DType::kFloat32) continue;
    const Extent extent = extent_of(first);
    Extent all = extent;
    for (const ModelInputs& sample : samples) {
      const Extent each = extent_of(sample[i]);
      all = {std::min(all.min, each.min), std::max(all.max, each.max)};
    }
    summaries.push_back({graph.value(graph.inputs()[i]).name, first.shape(), extent.min, extent.max,
                         mean_of(first), problem_with(all)});
  }
  return summaries;
}

std::string first_input_png(const ModelInputs& sample, const DataArguments& data,
                            const Settings& settings) {
  const auto image = std::find_if(sample.begin(), sample.end(), shows_image);
  if (image == sample.end()) return "";
  if (means_tensors(data)) return to_png(stretched_pixels(*image));
  return to_png(restored_pixels(*image, preprocessing_of(settings, image->shape()[1])));
}

}  // namespace msquant
