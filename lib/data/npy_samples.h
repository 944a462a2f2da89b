// Samples that are tensors already: .npy files for each input of a model.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file_stamp.h"
#include "data/sample_stream.h"

namespace msquant {

// Whether a file is named like NumPy's.
bool is_npy_name(const std::string& name);

// An input of a model and where its tensors are.
struct NpyInput {
  std::string name;
  std::filesystem::path
      path;  // an .npy file, or a folder of them, taken in the order of their names
  DType dtype = DType::kFloat32;
  Shape shape;  // of one sample, as the model takes it: [1, …]
};

// Sample k is the k-th tensor of every input. A file holds one sample (with or without the first
// dimension of 1), or N of them in a row ([N, …]). Files are mapped for as long as a sample of
// theirs is used; samples have no label.
class NpySamples {
 public:
  // Reads the header of every file. Throws Error(kData) naming the file that does not fit its
  // input, or the inputs whose numbers of samples differ.
  explicit NpySamples(const std::vector<NpyInput>& inputs);

  int64_t size() const { return size_; }

  // One tensor for each input. Throws Error(kData) or Error(kIo) if a file changed.
  std::vector<Tensor> sample(int64_t index) const;

 private:
  struct File {
    std::filesystem::path path;
    int64_t first = 0;  // sample in it
    FileStamp stamp = 0;
  };
  struct Column {
    NpyInput input;
    std::vector<File> files;
    int64_t size = 0;
  };
  static Column read_column(const NpyInput& input);
  static Tensor tensor(const Column& column, int64_t index);

  std::vector<Column> columns_;
  int64_t size_ = 0;
};

// The samples picked, one in a batch.
class NpyStream : public SampleStream {
 public:
  NpyStream(NpySamples samples, std::vector<int64_t> picked);
  std::optional<Batch> next() override;
  int64_t sample_count() const override { return static_cast<int64_t>(picked_.size()); }

 private:
  NpySamples samples_;
  std::vector<int64_t> picked_;
  std::atomic<int64_t> next_{0};
};

}  // namespace msquant
