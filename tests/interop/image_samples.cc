// Writes the pixels of the first images of a data set, for images_interop.py to compare.
//
//   image_samples DATA FOLDER MOST [SIDE]
//
// FOLDER gets INDEX.npy (or INDEX.error), labels.npy and names.txt. With SIDE, images are resized
// to SIDE x SIDE and made grey.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "base/files.h"
#include "data/open_images.h"
#include "data/preprocess.h"
#include "tensor/npy.h"

using namespace msquant;

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::filesystem::path folder = argv[2];
  Preprocessing steps;
  if (argc > 4) {
    const int64_t side = std::atoi(argv[4]);
    steps.resize = {side, side};
    steps.color = Color::kGrey;
  }
  try {
    const auto images = open_images(argv[1], Part::kTraining);
    std::vector<int32_t> labels = images->labels();
    labels.resize(std::min<size_t>(labels.size(), static_cast<size_t>(std::atoi(argv[3]))));
    const auto count = static_cast<int64_t>(labels.size());
    std::string names;
    for (int64_t i = 0; i < count; ++i) {
      names += images->name(i) + "\n";
      const std::filesystem::path stem = folder / std::to_string(i);
      try {
        write_npy(stem.string() + ".npy", resize_and_crop(images->pixels(i), steps));
      } catch (const Error& error) {
        write_file(stem.string() + ".error", error.what());
      }
    }
    write_file(folder / "names.txt", names);
    write_npy(folder / "labels.npy", Tensor::from({count}, labels));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
