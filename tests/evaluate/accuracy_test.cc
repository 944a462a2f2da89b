#include "evaluate/accuracy.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <limits>

#include "base/error.h"
#include "data/batch_loader.h"
#include "data/image_files.h"
#include "data/pick_samples.h"
#include "support/ranks.h"

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

// The image multiplied by one factor, and the mean of its channels by another.
Graph two_outputs(float image_factor, float mean_factor) {
  Graph graph("two_outputs");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 28, 28}});
  const ValueId mean =
      graph.add_node(OpKind::kReduceMean, "mean0", ReduceAttrs{{2, 3}, false}, {x});
  const auto times = [&](const char* name, ValueId value, float factor) {
    const ValueId constant =
        graph.add_constant(std::string(name) + "_factor", Tensor::from<float>({1}, {factor}));
    return graph.add_node(OpKind::kMul, name, {}, {value, constant});
  };
  graph.set_outputs({times("image", x, image_factor), times("mean", mean, mean_factor)});
  return graph;
}

// One image of each label given, in their order.
std::unique_ptr<BatchLoader> images_of(const std::vector<int>& labels) {
  const fs::path folder = MSQUANT_SOURCE_DIR "/configs/sample/fashion/val/1_trouser";
  const fs::path image = fs::directory_iterator(folder)->path();
  std::vector<ImageFile> files;
  for (int label : labels) files.push_back({image, label});
  BatchLoaderOptions options;
  options.batch_size = 1;
  options.threads = 1;
  return std::make_unique<BatchLoader>(std::make_shared<ImageFiles>(files),
                                       all_samples(static_cast<int64_t>(labels.size())),
                                       Preprocessing(), options);
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
  CHECK(same.quantized->outputs[0].cosine == 1);
  CHECK(same.quantized->outputs[0].max_abs_difference == 0);
}

TEST_CASE("cosine and largest difference are over the elements of all samples") {
  const Graph reference = constant_classifier({3, 4});
  const Graph other = constant_classifier({4, -2});
  const Evaluation result = evaluate(reference, &other, *images_of({-1, -1}), 2, silence);
  REQUIRE(result.quantized->outputs.size() == 1);
  CHECK(result.quantized->outputs[0].name == "fc");
  // 3 * 4 - 4 * 2 = 4, over the lengths 5 and sqrt(20).
  CHECK(result.quantized->outputs[0].cosine == Approx(4 / (5 * std::sqrt(20.0))));
  CHECK(result.quantized->outputs[0].max_abs_difference == Approx(6));
  const Graph zero = constant_classifier({0, 0});
  CHECK(evaluate(reference, &zero, *images_of({-1}), 1, silence).quantized->outputs[0].cosine == 0);
}

TEST_CASE("outputs of any number and rank are compared by name, without labels") {
  const Graph reference = two_outputs(1, 2), other = two_outputs(1, 1);
  const Evaluation result = evaluate(reference, &other, *images_of({0, 1}), 2, silence);
  CHECK(result.images == 2);
  CHECK(result.reference.images == 0);
  CHECK_FALSE(result.quantized->agreement.has_value());
  REQUIRE(result.quantized->outputs.size() == 2);
  CHECK(result.quantized->outputs[0].name == "image");
  CHECK(std::isinf(result.quantized->outputs[0].sqnr_db));
  // One element of 2x where the other has x: noise is a quarter of the signal, the angle is none.
  CHECK(result.quantized->outputs[1].name == "mean");
  CHECK(result.quantized->outputs[1].sqnr_db == Approx(10 * std::log10(4.0)));
  CHECK(result.quantized->outputs[1].cosine == Approx(1));
  // The worst of the outputs stands for all.
  CHECK(result.quantized->sqnr_db == result.quantized->outputs[1].sqnr_db);
  CHECK(result.quantized->max_abs_difference == result.quantized->outputs[1].max_abs_difference);
}

TEST_CASE("models whose outputs differ in number or shape are not compared") {
  const Graph classifier = constant_classifier({1, 2}), outputs = two_outputs(1, 1);
  CHECK_THROWS_WITH(evaluate(classifier, &outputs, *images_of({0}), 1, silence),
                    Catch::Contains("1 and 2 outputs"));
  const Graph wider = constant_classifier({1, 2, 3});
  CHECK_THROWS_WITH(evaluate(classifier, &wider, *images_of({0}), 1, silence),
                    Catch::Contains("[1, 2]") && Catch::Contains("[1, 3]"));
}

TEST_CASE("an output that is no finite number is an error that names it") {
  const Graph graph = constant_classifier({1, 2});
  const Graph broken = constant_classifier({1, std::numeric_limits<float>::quiet_NaN()});
  CHECK_THROWS_WITH(evaluate(graph, &broken, *images_of({0}), 1, silence),
                    Catch::Contains("output 'fc'"));
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
  CHECK_THROWS_WITH(require_labels_fit({1, 2}, graph), Catch::Contains("2 classes"));
  CHECK_NOTHROW(require_labels_fit({-1, 0, 1}, graph));
  CHECK_NOTHROW(require_labels_fit({7}, two_outputs(1, 1)));
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

TEST_CASE("the parts of ranks make up the whole, bit by bit") {
  const Graph reference = constant_classifier({3, 4}), other = constant_classifier({4.1f, 3.3f});
  const Evaluation alone = evaluate(reference, &other, *images_of({1, 0, 1}), 1, silence);
  const std::vector<std::vector<int>> parts = {{1}, {}, {0, 1}};
  std::vector<Evaluation> shared(parts.size());
  run_ranks(3, [&](Comm& comm) {
    const auto rank = static_cast<size_t>(comm.rank());
    shared[rank] = evaluate(reference, &other, *images_of(parts[rank]), {1, comm}, silence);
  });
  for (const Evaluation& each : shared) {
    CHECK(each.images == 3);
    CHECK(each.reference.top1 == 2);
    CHECK(each.quantized->accuracy.top1 == 1);
    CHECK(each.quantized->agreement == 0);
    CHECK(each.quantized->sqnr_db == alone.quantized->sqnr_db);
    CHECK(each.quantized->cosine == alone.quantized->cosine);
    CHECK(each.quantized->max_abs_difference == alone.quantized->max_abs_difference);
  }
}
