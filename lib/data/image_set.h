// Images that are decoded one at a time: of a folder, a list, or one file that holds many.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace msquant {

class ImageSet {
 public:
  virtual ~ImageSet() = default;
  ImageSet(const ImageSet&) = delete;
  ImageSet& operator=(const ImageSet&) = delete;

  // The label of each image, -1 if unknown: as many as there are images.
  const std::vector<int>& labels() const { return labels_; }

  // What people call an image: its file, and its number in a file of many.
  virtual std::string name(int64_t index) const = 0;

  // uint8 [height, width, 3], RGB. Throws Error(kData) or Error(kIo), naming the file, if the image
  // cannot be read. May be called from many threads.
  virtual Tensor pixels(int64_t index) const = 0;

  // Whether pixels() has found that the image is no longer what it was for an earlier call, or
  // readable when it was not, or the reverse. Then it cannot be left out as an unreadable one: the
  // results so far are of what it was.
  virtual bool has_changed(int64_t) const { return false; }

 protected:
  explicit ImageSet(std::vector<int> labels) : labels_(std::move(labels)) {}

 private:
  std::vector<int> labels_;
};

}  // namespace msquant
