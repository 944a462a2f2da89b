// Real ONNX models against the outputs that MindSpore computes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "engine/executor.h"
#include "formats/onnx/onnx_reader.h"
#include "graph/shape_inference.h"
#include "graph/verify.h"
#include "support/shared.h"
#include "tensor/npy.h"

namespace msquant {
namespace {

// The first `count` images.
Tensor first_images(const Tensor& images, int64_t count) {
  Shape shape = images.shape();
  const int64_t image_size = images.size() / shape[0];
  shape[0] = count;
  const Span<const float> elements = images.data<float>().subspan(0, count * image_size);
  return Tensor::from<float>(shape, {elements.begin(), elements.end()});
}

float largest_magnitude(Span<const float> elements) {
  float largest = 0;
  for (float element : elements) largest = std::max(largest, std::abs(element));
  return largest;
}

}  // namespace

TEST_CASE("Models that MindSpore exported to ONNX compute MindSpore's logits") {
  const std::string name = GENERATE("lenet5", "mobilenet_v2");
  const std::string folder = "models/" + name + "/";
  const auto path = shared_file(folder + name + ".onnx");
  MSQUANT_SKIP_WITHOUT(path);
  Graph graph = read_onnx(path);
  verify(graph);
  // The models were exported for one image.
  constexpr int64_t kImages = 2;
  set_batch_size(graph, kImages);
  const Tensor images = first_images(read_npy(shared_file(folder + "input.npy")), kImages);
  const Tensor logits = read_npy(shared_file(folder + "logits.npy"));

  ExecutorOptions options;
  options.engine = "reference";
  const std::vector<Tensor> outputs = make_executor(graph, options)->run({images});
  REQUIRE(outputs.size() == 1);
  const Span<const float> actual = outputs[0].data<float>();
  REQUIRE(actual.size() == kImages * 10);
  const float tolerance = 1e-3f * largest_magnitude(logits.data<float>());
  for (int64_t i = 0; i < actual.size(); ++i) {
    INFO(name << " logit " << i);
    CHECK(std::abs(actual[i] - logits.data<float>()[i]) <= tolerance);
  }
}

}  // namespace msquant
