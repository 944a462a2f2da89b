#include "data/batch_loader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "data/decode_image.h"
#include "data/image_files.h"
#include "data/pick_samples.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

const fs::path kSample = fs::path(MSQUANT_SOURCE_DIR) / "configs/sample/fashion/val";

Preprocessing to_32() {
  Preprocessing steps;
  steps.resize = {32, 32};
  steps.rescale = 1 / 255.f;
  return steps;
}

std::vector<ImageFile> first_files(int64_t count) {
  const std::vector<ImageFile> all = scan_image_folder(kSample);
  std::vector<int> labels;
  for (const ImageFile& file : all) labels.push_back(file.label);
  std::vector<ImageFile> files;
  for (int64_t i : pick_samples(labels, count, {})) files.push_back(all[static_cast<size_t>(i)]);
  return files;
}

std::unique_ptr<BatchLoader> load(const std::vector<ImageFile>& files, const Preprocessing& steps,
                                  const BatchLoaderOptions& options) {
  return std::make_unique<BatchLoader>(std::make_shared<ImageFiles>(files),
                                       all_samples(static_cast<int64_t>(files.size())), steps,
                                       options);
}

std::vector<Batch> all_batches(BatchLoader& loader) {
  std::vector<Batch> batches;
  while (std::optional<Batch> batch = loader.next()) batches.push_back(std::move(*batch));
  return batches;
}

// Whether the images of `batch` are those of `samples` from `first` on, preprocessed one by one.
bool holds(const Batch& batch, const std::vector<ImageFile>& samples, size_t first) {
  const float* element = batch.inputs[0].data<float>().begin();
  for (size_t i = 0; i < batch.labels.size(); ++i) {
    const ImageFile& sample = samples[first + i];
    const Tensor image = preprocess(decode_image(sample.path), to_32());
    const auto expected = image.data<float>();
    if (batch.labels[i] != sample.label) return false;
    if (!std::equal(expected.begin(), expected.end(), element)) return false;
    element += image.size();
  }
  return true;
}

}  // namespace

TEST_CASE("batches hold the samples in order, for every number of threads") {
  const std::vector<ImageFile> samples = first_files(50);
  for (const int threads : {1, 2, 7, 0}) {
    const auto loader = load(samples, to_32(), {16, threads});
    const std::vector<Batch> batches = all_batches(*loader);
    REQUIRE(batches.size() == 4);
    for (size_t k = 0; k < batches.size(); ++k) {
      CHECK(batches[k].index == static_cast<int64_t>(k));
      CHECK(batches[k].inputs[0].shape() == Shape{k < 3 ? 16 : 2, 3, 32, 32});
      CHECK(holds(batches[k], samples, 16 * k));
    }
    CHECK(!loader->next());
    CHECK(loader->bad_samples().empty());
  }
}

TEST_CASE("several consumers share the batches, each handed out once") {
  const std::vector<ImageFile> samples = first_files(200);
  const auto loader = load(samples, to_32(), {8, 3});
  std::vector<std::vector<Batch>> taken(4);
  std::vector<std::thread> consumers;
  for (auto& mine : taken) consumers.emplace_back([&] { mine = all_batches(*loader); });
  for (std::thread& consumer : consumers) consumer.join();
  std::map<int64_t, Batch> batches;
  for (const auto& mine : taken) {
    for (const Batch& batch : mine) CHECK(batches.emplace(batch.index, batch).second);
  }
  REQUIRE(batches.size() == 25);
  for (const auto& [k, batch] : batches) CHECK(holds(batch, samples, static_cast<size_t>(8 * k)));
}

TEST_CASE("bad images are skipped and listed, and batches stay full") {
  TempDir dir;
  write_file(dir / "text.png", "not an image");
  const std::vector<ImageFile> good = first_files(9);
  std::vector<ImageFile> samples = good;
  samples.insert(samples.begin() + 6, {dir / "absent.png", 1});
  samples.insert(samples.begin() + 2, {dir / "text.png", 1});
  const auto loader = load(samples, to_32(), {4, 2});
  const std::vector<Batch> batches = all_batches(*loader);
  REQUIRE(batches.size() == 3);
  for (size_t k = 0; k < 3; ++k) CHECK(holds(batches[k], good, 4 * k));
  CHECK(batches[2].labels.size() == 1);
  const std::vector<BadSample> bad = loader->bad_samples();
  REQUIRE(bad.size() == 2);
  CHECK(bad[0].name == (dir / "text.png").string());
  CHECK_THAT(bad[0].reason, Catch::Contains("not JPEG"));
  CHECK(bad[1].name == (dir / "absent.png").string());
  CHECK_THAT(bad[1].reason, Catch::Contains("No such file"));
}

TEST_CASE("without resize an image of another size is a bad image") {
  TempDir dir;
  std::string bmp(54 + 4 * 1, '\0');  // one black pixel
  bmp.replace(0, 2, "BM");
  for (const auto& [at, value] : std::map<size_t, char>{
           {2, 58}, {10, 54}, {14, 40}, {18, 1}, {22, 1}, {26, 1}, {28, 24}, {34, 4}}) {
    bmp[at] = value;
  }
  write_file(dir / "one.bmp", bmp);
  std::vector<ImageFile> samples = first_files(3);
  samples.insert(samples.begin() + 1, {dir / "one.bmp", 5});
  const auto loader = load(samples, {}, {4, 2});
  const std::optional<Batch> batch = loader->next();
  REQUIRE(batch);
  CHECK(batch->inputs[0].shape() == Shape{3, 3, 28, 28});
  REQUIRE(loader->bad_samples().size() == 1);
  CHECK_THAT(loader->bad_samples()[0].reason,
             Catch::Contains("[1, 1, 3]") && Catch::Contains("[28, 28, 3]"));
}

TEST_CASE("a loader without good images ends at once") {
  const auto none = load({}, {}, {});
  CHECK(!none->next());
  const auto bad = load({{"/absent/1.png", 0}, {"/absent/2.png", 0}}, {}, {});
  CHECK(!bad->next());
  CHECK(bad->bad_samples().size() == 2);
}

TEST_CASE("a loader can be given up at any time") {
  const auto loader = load(first_files(200), to_32(), {4, 3});
  CHECK(loader->next());
}

TEST_CASE("the images picked are loaded, in that order") {
  const auto images = std::make_shared<ImageFiles>(first_files(10));
  BatchLoader loader(images, {7, 2}, to_32(), {2, 1});
  const std::optional<Batch> batch = loader.next();
  REQUIRE(batch);
  CHECK(batch->labels == std::vector<int>{images->labels()[7], images->labels()[2]});
  CHECK(holds(*batch, {first_files(10)[7], first_files(10)[2]}, 0));
}

TEST_CASE("an image that is another one in a later pass is an error, not a bad image") {
  TempDir dir;
  const fs::path path = dir / "image.png";
  const auto pass_over = [](const std::shared_ptr<const ImageSet>& images) {
    BatchLoader loader(images, {0}, to_32(), {1, 1});
    return all_batches(loader).size();
  };
  const std::string other = GENERATE("no image", "");  // "": removed
  fs::copy_file(first_files(1).front().path, path);
  const auto images = std::make_shared<ImageFiles>(std::vector<ImageFile>{{path, 0}});
  CHECK(pass_over(images) == 1);
  CHECK(pass_over(images) == 1);
  if (other.empty()) {
    fs::remove(path);
  } else {
    write_file(path, other);
  }
  CHECK_THROWS_WITH(pass_over(images), Catch::Contains(path.string()));
}

TEST_CASE("a grey network gets one channel") {
  Preprocessing steps = to_32();
  steps.color = Color::kGrey;
  const auto loader = load(first_files(3), steps, {3, 1});
  CHECK(loader->next()->inputs[0].shape() == Shape{3, 1, 32, 32});
}

TEST_CASE("preprocessing that cannot be carried out is refused at once") {
  Preprocessing steps;
  steps.std = {0, 1, 1};
  CHECK_THROWS_WITH(load({}, steps, {}), Catch::Contains("std"));
}
