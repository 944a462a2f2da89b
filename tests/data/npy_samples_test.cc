#include "data/npy_samples.h"

#include <catch2/catch.hpp>
#include <map>

#include "base/error.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

Tensor counting(Shape shape, float first) {
  std::vector<float> elements(static_cast<size_t>(element_count(shape)));
  for (float& element : elements) element = first++;
  return Tensor::from(std::move(shape), elements);
}

NpyInput input(const std::string& name, const fs::path& path, Shape shape) {
  return {name, path, DType::kFloat32, std::move(shape)};
}

float first_element(const Tensor& tensor) { return tensor.data<float>()[0]; }

}  // namespace

TEST_CASE("a folder's files hold one sample each, or several, with or without the batch of 1") {
  TempDir dir;
  write_npy(dir / "a.npy", counting({2, 3}, 0));
  write_npy(dir / "b.NPY", counting({1, 2, 3}, 10));
  write_npy(dir / "c.npy", counting({3, 2, 3}, 20));
  write_npy(dir / "empty.npy", counting({0, 2, 3}, 0));
  const NpySamples samples({input("x", dir.path(), {1, 2, 3})});
  REQUIRE(samples.size() == 5);
  std::vector<float> firsts;
  for (int64_t i = 0; i < 5; ++i) {
    const Tensor sample = samples.sample(i)[0];
    CHECK(sample.shape() == Shape{1, 2, 3});
    firsts.push_back(first_element(sample));
  }
  CHECK(firsts == std::vector<float>{0, 10, 20, 26, 32});
}

TEST_CASE("an input without a batch dimension takes its whole shape, or N of it") {
  TempDir dir;
  write_npy(dir / "one.npy", counting({4}, 0));
  write_npy(dir / "three.npy", counting({3, 4}, 0));
  CHECK(NpySamples({input("x", dir / "one.npy", {4})}).size() == 1);
  CHECK(NpySamples({input("x", dir / "three.npy", {4})}).size() == 3);
  write_npy(dir / "numbers.npy", counting({7}, 0));
  CHECK(NpySamples({input("x", dir / "numbers.npy", {1})}).size() == 7);
  CHECK(NpySamples({input("x", dir / "numbers.npy", {})}).size() == 7);
}

TEST_CASE("sample k is the k-th of every input") {
  TempDir dir;
  write_npy(dir / "x.npy", counting({2, 3}, 0));
  write_npy(dir / "ids.npy", Tensor::from<int64_t>({2, 1}, {5, 6}));
  const NpySamples samples(
      {input("x", dir / "x.npy", {1, 3}), {"ids", dir / "ids.npy", DType::kInt64, {1, 1}}});
  const std::vector<Tensor> second = samples.sample(1);
  CHECK(first_element(second[0]) == 3);
  CHECK(second[1].data<int64_t>()[0] == 6);
}

TEST_CASE("tensors that do not fit are errors that name the file and the input") {
  TempDir dir;
  const auto check = [&](const Tensor& tensor, const std::string& found) {
    write_npy(dir / "bad.npy", tensor);
    CHECK_THROWS_WITH(NpySamples({input("x", dir / "bad.npy", {1, 2, 3})}),
                      Contains("bad.npy") && Contains("input 'x'") && Contains(found) &&
                          Contains("float32[2, 3]"));
  };
  check(counting({3, 2}, 0), "float32[3, 2]");
  check(counting({1, 1, 2, 3}, 0), "float32[1, 1, 2, 3]");
  check(counting({}, 0), "float32[]");
  check(Tensor::allocate(DType::kFloat64, {2, 3}), "float64[2, 3]");
}

TEST_CASE("no samples, and unequal numbers of them, are errors") {
  TempDir dir;
  CHECK_THROWS_WITH(NpySamples({input("x", dir.path(), {1})}), Contains("no tensors found"));
  CHECK_THROWS_AS(NpySamples({input("x", dir / "absent.npy", {1})}), Error);
  write_npy(dir / "x.npy", counting({2, 3}, 0));
  write_npy(dir / "y.npy", counting({3, 3}, 0));
  CHECK_THROWS_WITH(
      NpySamples({input("x", dir / "x.npy", {1, 3}), input("y", dir / "y.npy", {1, 3})}),
      Contains("3 for input 'y'") && Contains("2 for input 'x'"));
}

TEST_CASE("a file that changes meanwhile is an error, not a wrong read") {
  TempDir dir;
  write_npy(dir / "x.npy", counting({4, 3}, 0));
  const NpySamples samples({input("x", dir / "x.npy", {1, 3})});
  write_npy(dir / "x.npy", counting({2, 3}, 0));
  CHECK_THROWS_WITH(samples.sample(3), Contains("changed"));
}

TEST_CASE("a stream hands out the samples picked, in order") {
  TempDir dir;
  write_npy(dir / "x.npy", counting({4, 3}, 0));
  NpyStream stream(NpySamples({input("x", dir / "x.npy", {1, 3})}), {3, 1});
  CHECK(stream.sample_count() == 2);
  std::map<int64_t, float> seen;
  while (const auto batch = stream.next()) {
    CHECK(batch->labels == std::vector<int>{-1});
    seen[batch->index] = first_element(batch->inputs[0]);
  }
  CHECK(seen == std::map<int64_t, float>{{0, 9}, {1, 3}});
  CHECK(stream.bad_samples().empty());
}
