#include "data/batch_loader.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace msquant {
namespace {

// Images decoded while nobody takes any: before the first one, the model is being compiled.
constexpr size_t kAhead = 16;

size_t thread_count(int wanted, size_t images) {
  const size_t count =
      wanted > 0 ? static_cast<size_t>(wanted) : std::max(1u, std::thread::hardware_concurrency());
  return std::min(count, images);
}

Batch assemble(const std::vector<Tensor>& pixels, const Normalizer& normalize) {
  const Shape& image = pixels.front().shape();
  Batch batch;
  Tensor images = Tensor::uninitialized(
      DType::kFloat32, {static_cast<int64_t>(pixels.size()), image[2], image[0], image[1]});
  const Span<float> all = images.mutable_data<float>();
  const int64_t size = element_count(image);
  for (size_t i = 0; i < pixels.size(); ++i) {
    normalize(pixels[i], all.subspan(static_cast<int64_t>(i) * size, size));
  }
  batch.inputs.push_back(std::move(images));
  return batch;
}

}  // namespace

BatchLoader::BatchLoader(std::shared_ptr<const ImageSet> images, std::vector<int64_t> picked,
                         Preprocessing steps, const BatchLoaderOptions& options)
    : images_(std::move(images)),
      picked_(std::move(picked)),
      steps_(std::move(steps)),
      normalize_(steps_),
      batch_size_(static_cast<size_t>(std::max<int64_t>(1, options.batch_size))) {
  const size_t threads = thread_count(options.threads, picked_.size());
  slots_.resize(std::min(picked_.size(), batch_size_ + std::max(threads, kAhead)));
  try {
    for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { decode_images(); });
  } catch (...) {  // the system refuses a thread
    stop();
    throw;
  }
}

BatchLoader::~BatchLoader() { stop(); }

void BatchLoader::stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  slot_free_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void BatchLoader::decode_images() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    slot_free_.wait(lock, [&] {
      return stopping_ || claimed_ == picked_.size() || claimed_ < taken_ + slots_.size();
    });
    if (stopping_ || claimed_ == picked_.size()) return;
    const size_t i = claimed_++;
    lock.unlock();
    Slot slot;
    try {
      slot.pixels = resize_and_crop(images_->pixels(picked_[i]), steps_);
    } catch (...) {
      slot.error = std::current_exception();
    }
    slot.is_ready = true;
    lock.lock();
    slots_[i % slots_.size()] = std::move(slot);
    slot_ready_.notify_all();
  }
}

BatchLoader::Slot BatchLoader::take_image() {
  std::unique_lock<std::mutex> lock(mutex_);
  Slot& slot = slots_[taken_ % slots_.size()];
  slot_ready_.wait(lock, [&] { return slot.is_ready; });
  ++taken_;
  slot_free_.notify_all();
  return std::exchange(slot, Slot());
}

bool BatchLoader::accept(const Slot& slot, int64_t image) {
  try {
    if (slot.error) std::rethrow_exception(slot.error);
    if (shape_.empty()) shape_ = slot.pixels.shape();
    if (slot.pixels.shape() == shape_) return true;
    throw Error(ErrorKind::kData, "image of another size", images_->name(image),
                "it is " + to_string(slot.pixels.shape()) + ", the first one " + to_string(shape_),
                "set resize or center_crop");
  } catch (const Error& e) {
    const bool is_unreadable = e.kind() == ErrorKind::kData || e.kind() == ErrorKind::kIo;
    if (!is_unreadable || images_->has_changed(image)) throw;
    const std::lock_guard<std::mutex> lock(mutex_);
    bad_samples_.push_back({images_->name(image), e.because()});
    return false;
  }
}

std::optional<Batch> BatchLoader::next() {
  std::vector<Tensor> pixels;
  std::vector<int> labels;
  int64_t index = 0;
  {
    const std::lock_guard<std::mutex> lock(taking_);
    while (pixels.size() < batch_size_ && taken_ < picked_.size()) {
      const int64_t image = picked_[taken_];
      Slot slot = take_image();
      if (!accept(slot, image)) continue;
      pixels.push_back(std::move(slot.pixels));
      labels.push_back(images_->labels()[static_cast<size_t>(image)]);
    }
    if (pixels.empty()) return std::nullopt;
    index = batches_++;
  }
  // The consumers do this side by side.
  Batch batch = assemble(pixels, normalize_);
  batch.index = index;
  batch.labels = std::move(labels);
  return batch;
}

std::vector<BadSample> BatchLoader::bad_samples() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return bad_samples_;
}

}  // namespace msquant
