#include "evaluate/accuracy.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "base/error.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// Logits that do not depend on the image: 0 * mean(image) + bias.
Graph constant_classifier(const std::vector<float>& logits) {
  Graph graph("constant");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 28, 28}});
  const ValueId mean = graph.add_node(OpKind::kReduceMean, "mean", ReduceAttrs{{2, 3}, false}, {x});
  const auto classes = static_cast<int64_t>(logits.size());
  const ValueId weight =
      graph.add_constant("weight", Tensor::allocate(DType::kFloat32, {3, classes}));
  const ValueId bias = graph.add_constant("bias", Tensor::from<float>({classes}, logits));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, {mean, weight, bias})});
  return graph;
}

// One image of each label given, in their order.
std::unique_ptr<BatchLoader> images_of(const std::vector<int>& labels) {
  const fs::path folder = MSQUANT_SOURCE_DIR "/configs/sample/fashion/val/1_trouser";
  const fs::path image = fs::directory_iterator(folder)->path();
  std::vector<Sample> samples;
  for (int label : labels) samples.push_back({image, label});
  BatchLoaderOptions options;
  options.batch_size = 1;
  options.threads = 1;
  return std::make_unique<BatchLoader>(samples, Preprocessing(), options);
}

SilentEvents silence;

}  // namespace

TEST_CASE("top-1 and top-5 count the rank of the label") {
  // Ranks of the labels 0 … 6: 6, 5, 4, 3, 2, 1, 0.
  const Graph graph = constant_classifier({0, 1, 2, 3, 4, 5, 6});
  const Evaluation result = evaluate(graph, nullptr, *images_of({6, 5, 2, 1, 0}), 2, silence);
  CHECK(result.images == 5);
  CHECK(result.reference.top1 == 1);
  CHECK(result.reference.top5 == 3);
  CHECK(result.reference.top1_percent() == Approx(20));
  CHECK_FALSE(result.quantized.has_value());
}

TEST_CASE("a tie goes to the smaller index") {
  const Graph graph = constant_classifier({1, 1});
  CHECK(evaluate(graph, nullptr, *images_of({0}), 1, silence).reference.top1 == 1);
  CHECK(evaluate(graph, nullptr, *images_of({1}), 1, silence).reference.top1 == 0);
}

TEST_CASE("a second model is compared by accuracy, agreement and SQNR") {
  const Graph reference = constant_classifier({3, 4});
  const Graph other = constant_classifier({4, 3});
  const Evaluation result = evaluate(reference, &other, *images_of({1, 1, 0}), 2, silence);
  CHECK(result.reference.top1 == 2);
  CHECK(result.quantized->accuracy.top1 == 1);
  CHECK(result.quantized->agreement == 0);
  // Signal 9 + 16, noise 1 + 1 in every image.
  CHECK(result.quantized->sqnr_db == Approx(10 * std::log10(25.0 / 2.0)));
  const Evaluation same = evaluate(reference, &reference, *images_of({1}), 1, silence);
  CHECK(std::isinf(same.quantized->sqnr_db));
  CHECK(same.quantized->cosine == 1);
  CHECK(same.quantized->max_abs_difference == 0);
}

TEST_CASE("cosine and largest difference are over all outputs of all images") {
  const Graph reference = constant_classifier({3, 4});
  const Graph other = constant_classifier({4, -2});
  const Comparison result = *evaluate(reference, &other, *images_of({0, 1}), 2, silence).quantized;
  // 3 * 4 - 4 * 2 = 4, over the lengths 5 and sqrt(20).
  CHECK(result.cosine == Approx(4 / (5 * std::sqrt(20.0))));
  CHECK(result.max_abs_difference == Approx(6));
}

TEST_CASE("models with other numbers of outputs cannot be compared") {
  const Graph reference = constant_classifier({1, 2});
  for (const Graph& other : {constant_classifier({1}), constant_classifier({1, 2, 3})}) {
    CHECK_THROWS_WITH(evaluate(reference, &other, *images_of({0}), 1, silence),
                      Catch::Contains("2 outputs"));
  }
}

TEST_CASE("images without a label count in the comparison only") {
  const Graph graph = constant_classifier({1, 2});
  const Evaluation result = evaluate(graph, &graph, *images_of({-1, -1}), 1, silence);
  CHECK(result.images == 2);
  CHECK(result.reference.images == 0);
  CHECK(result.quantized->agreement == 2);
}

TEST_CASE("a label beyond the model's classes is a data error") {
  const Graph graph = constant_classifier({1, 2});
  CHECK_THROWS_WITH(evaluate(graph, nullptr, *images_of({2}), 1, silence),
                    Catch::Contains("2 classes"));
}

TEST_CASE("a drop is counted in points, and as disagreement where there are no labels") {
  Evaluation evaluation;
  evaluation.images = 1000;
  evaluation.quantized = Comparison();
  evaluation.quantized->agreement = 990;
  CHECK(drop_points(evaluation) == 1.0);
  evaluation.reference = {};
  evaluation.reference.images = 1000;
  evaluation.reference.top1 = 861;
  evaluation.quantized->accuracy.images = 1000;
  evaluation.quantized->accuracy.top1 = 858;
  CHECK(drop_points(evaluation) == 0.3);  // 86.1 - 85.8 is not, in floating point
}
