#include "data/npy_samples.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "data/folder.h"
#include "tensor/npy.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

std::string type_text(DType dtype, const Shape& shape) {
  return std::string(name_of(dtype)) + to_string(shape);
}

// The shape of one sample as a file may spell it: without the batch of 1.
Shape without_batch(const Shape& shape) {
  return !shape.empty() && shape[0] == 1 ? Shape(shape.begin() + 1, shape.end()) : shape;
}

// How many samples a tensor holds. Throws if it does not fit the input.
int64_t count_samples(const Tensor& tensor, const NpyInput& input, const fs::path& path) {
  const Shape sample = without_batch(input.shape);
  const Shape& shape = tensor.shape();
  if (tensor.dtype() == input.dtype) {
    if (shape == sample) return 1;
    if (!shape.empty() && Shape(shape.begin() + 1, shape.end()) == sample) return shape[0];
  }
  throw Error(ErrorKind::kData, "a tensor does not fit the model", path.string(),
              "it is " + type_text(tensor.dtype(), shape) + ", and input '" + input.name +
                  "' takes " + type_text(input.dtype, sample) + ", or N of them",
              "save it with that shape and element type");
}

std::vector<fs::path> npy_files(const NpyInput& input) {
  std::error_code ignored;
  if (!fs::is_directory(input.path, ignored)) return {input.path};
  return files_named(input.path, is_npy_name);
}

}  // namespace

bool is_npy_name(const std::string& name) { return lower_extension(name) == ".npy"; }

NpySamples::Column NpySamples::read_column(const NpyInput& input) {
  Column column{input, {}, 0};
  for (const fs::path& path : npy_files(input)) {
    column.files.push_back({path, column.size, stamp_of(path)});
    column.size += count_samples(read_npy(path), input, path);
  }
  if (column.size > 0) return column;
  throw Error(ErrorKind::kData, "no tensors found", input.path.string(),
              "it holds no .npy file with a sample of input '" + input.name + "'",
              "save the samples with numpy.save");
}

NpySamples::NpySamples(const std::vector<NpyInput>& inputs) {
  for (const NpyInput& input : inputs) columns_.push_back(read_column(input));
  MSQUANT_CHECK(!columns_.empty());
  const Column& first = columns_.front();
  size_ = first.size;
  for (const Column& column : columns_) {
    if (column.size == size_) continue;
    throw Error(ErrorKind::kData, "the inputs have different numbers of samples",
                column.input.path.string(),
                "it holds " + std::to_string(column.size) + " for input '" + column.input.name +
                    "', and " + first.input.path.string() + " holds " + std::to_string(size_) +
                    " for input '" + first.input.name + "'",
                "give every input the same number of samples, in the same order");
  }
}

Tensor NpySamples::tensor(const Column& column, int64_t index) {
  const auto after =
      std::upper_bound(column.files.begin(), column.files.end(), index,
                       [](int64_t sample, const File& file) { return sample < file.first; });
  const File& file = *std::prev(after);
  const auto all = std::make_shared<const Tensor>(read_npy(file.path));
  require_same_file(file.path, file.stamp, stamp_of(file.path));
  const int64_t place = index - file.first;
  const NpyInput& input = column.input;
  if (place >= count_samples(*all, input, file.path)) {
    throw Error(ErrorKind::kData, "a file changed while it was used", file.path.string());
  }
  const int64_t bytes = element_count(input.shape) * size_of(input.dtype);
  return Tensor::view(input.dtype, input.shape,
                      static_cast<const char*>(all->raw()) + place * bytes, all);
}

std::vector<Tensor> NpySamples::sample(int64_t index) const {
  std::vector<Tensor> tensors;
  for (const Column& column : columns_) tensors.push_back(tensor(column, index));
  return tensors;
}

NpyStream::NpyStream(NpySamples samples, std::vector<int64_t> picked)
    : samples_(std::move(samples)), picked_(std::move(picked)) {}

std::optional<Batch> NpyStream::next() {
  const int64_t index = next_++;
  if (index >= sample_count()) return std::nullopt;
  return Batch{index, samples_.sample(picked_[static_cast<size_t>(index)]), {-1}};
}

}  // namespace msquant
