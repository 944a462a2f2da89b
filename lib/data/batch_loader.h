// Batches of preprocessed images, decoded on threads ahead of whoever consumes them.
//
//   BatchLoader loader(samples, steps, {});
//   while (std::optional<Batch> batch = loader.next()) executor->run({batch->images});
//   for (const BadImage& bad : loader.bad_images()) …
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "data/image_folder.h"
#include "data/preprocess.h"

namespace msquant {

struct Batch {
  int64_t index = 0;  // 0, 1, 2, …
  Tensor images;      // float32 [n, 3, H, W]
  std::vector<int> labels;
};

// An image that was skipped, and why.
struct BadImage {
  std::filesystem::path path;
  std::string reason;
};

struct BatchLoaderOptions {
  int64_t batch_size = 32;
  int threads = 0;  // 0: one for each core
};

// Batch k is the same on every run and for every number of threads and consumers: the good images
// in the order of the samples, batch_size at a time; only the last batch may be smaller. Memory
// does not grow with the number of images.
class BatchLoader {
 public:
  // Starts decoding. Throws Error(kConfig) if `steps` cannot be carried out.
  BatchLoader(std::vector<Sample> samples, Preprocessing steps, const BatchLoaderOptions& options);
  // Stops the threads; images not yet decoded are left alone.
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  // The next batch, or nothing after the last one. Any number of threads may call it.
  std::optional<Batch> next();

  // A loader of the same batches, from the first on.
  std::unique_ptr<BatchLoader> again() const;

  // Number of samples, good and bad.
  int64_t sample_count() const { return static_cast<int64_t>(samples_.size()); }

  // Images skipped in the batches handed out so far, in the order of the samples: unreadable ones,
  // and those whose size after preprocessing is not that of the first good image.
  std::vector<BadImage> bad_images() const;

 private:
  // Room for one image on its way from a decoding thread to next().
  struct Slot {
    bool is_ready = false;
    Tensor pixels;  // uint8 [H, W, 3]: a quarter of the size of the floats
    std::exception_ptr error;
  };

  void decode_images();
  Slot take_image();
  bool accept(const Slot& slot, const Sample& sample);

  const std::vector<Sample> samples_;
  const Preprocessing steps_;
  const Normalizer normalize_;
  const size_t batch_size_;

  std::mutex taking_;  // held by the consumer that gathers a batch
  int64_t batches_ = 0;
  Shape shape_;  // of all images, once the first is known

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable slot_ready_, slot_free_;
  std::vector<Slot> slots_;  // sample i passes through slot i % size
  size_t claimed_ = 0;       // samples that a decoding thread has begun
  size_t taken_ = 0;         // samples that next() has taken out
  bool stopping_ = false;
  std::vector<BadImage> bad_images_;

  std::vector<std::thread> threads_;  // last: they use all of the above
};

// Opens the images anew for each run over them, one in a batch.
using ImageSource = std::function<std::unique_ptr<BatchLoader>()>;

}  // namespace msquant
