// Batches of preprocessed images, decoded on threads ahead of whoever consumes them.
//
//   BatchLoader loader(images, all_samples(count), steps, {});
//   while (std::optional<Batch> batch = loader.next()) executor->run(batch->inputs);
//   for (const BadSample& bad : loader.bad_samples()) …
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "data/image_set.h"
#include "data/preprocess.h"
#include "data/sample_stream.h"

namespace msquant {

struct BatchLoaderOptions {
  int64_t batch_size = 32;
  int threads = 0;  // 0: one for each core
};

// Each batch is one tensor, float32 [n, C, H, W], where C is 1 for Color::kGrey and 3 otherwise:
// the good images in the order of the samples, batch_size at a time; only the last batch may be
// smaller. Memory does not grow with the number of images.
class BatchLoader : public SampleStream {
 public:
  // Starts decoding the images whose indexes are `picked`. Throws Error(kConfig) if `steps` cannot
  // be carried out.
  BatchLoader(std::shared_ptr<const ImageSet> images, std::vector<int64_t> picked,
              Preprocessing steps, const BatchLoaderOptions& options);
  // Stops the threads; images not yet decoded are left alone.
  ~BatchLoader() override;

  std::optional<Batch> next() override;
  int64_t sample_count() const override { return static_cast<int64_t>(picked_.size()); }

  // Unreadable images, and those whose size after preprocessing is not that of the first good one.
  std::vector<BadSample> bad_samples() const override;

 private:
  // Room for one image on its way from a decoding thread to next().
  struct Slot {
    bool is_ready = false;
    Tensor pixels;  // uint8 [H, W, C]: a quarter of the size of the floats
    std::exception_ptr error;
  };

  void decode_images();
  void stop();
  Slot take_image();
  bool accept(const Slot& slot, int64_t image);

  const std::shared_ptr<const ImageSet> images_;
  const std::vector<int64_t> picked_;
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
  std::vector<BadSample> bad_samples_;

  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace msquant
