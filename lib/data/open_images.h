// Opens the images that a path means, whatever it is.
#pragma once

#include <filesystem>
#include <memory>

#include "data/dataset_files.h"
#include "data/image_set.h"

namespace msquant {

// What a path holds; its content tells.
enum class DataFormat {
  kImageFolder,  // images in class folders, or in one folder
  kImageList,    // a text file that names images
  kImage,        // one image
  kCifar,        // a folder of CIFAR-10's or CIFAR-100's .bin files, or one of them
  kIdx,          // a folder of MNIST's idx files, or one of images
  kTensors       // a folder of .npy files, or one of them
};

// Throws Error(kData) if `path` does not exist or is none of these.
DataFormat recognise_data(const std::filesystem::path& path);

// Opens what is not kTensors. Of a folder that holds both parts of CIFAR or MNIST, `part` is read.
// Throws what recognise_data() and the readers throw.
std::unique_ptr<ImageSet> open_images(const std::filesystem::path& path, Part part);

// Whether `path` is a folder with the test part of CIFAR or MNIST.
bool holds_test_part(const std::filesystem::path& path);

}  // namespace msquant
