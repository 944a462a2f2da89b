#include "pipeline/first_input.h"

#include <catch2/catch.hpp>

#include "support/models.h"

using namespace msquant;
using Catch::Contains;

namespace {

std::vector<InputSummary> summaries(std::vector<std::vector<float>> samples) {
  Graph graph("net");
  const auto size = static_cast<int64_t>(samples.front().size());
  graph.add_input("x", {DType::kFloat32, {1, size}});
  std::vector<ModelInputs> tensors;
  for (const auto& each : samples) tensors.push_back({Tensor::from<float>({1, size}, each)});
  return summarize_inputs(graph, tensors);
}

}  // namespace

TEST_CASE("figures are those of the first sample, problems those of all") {
  const InputSummary input = summaries({{-2, 1, 2.5f, 0.5f}, {0, 0, 0, 255}}).front();
  CHECK(input.name == "x");
  CHECK(input.min == -2);
  CHECK(input.max == 2.5);
  CHECK(input.mean == 0.5);
  CHECK_THAT(input.problem, Contains("-2 to 255") && Contains("not normalized"));
}

TEST_CASE("normalized values are not complained of") {
  // ImageNet's: (0 - mean) / std and (1 - mean) / std; then [0, 1] and [-1, 1].
  CHECK(summaries({{-2.12f, 2.64f}}).front().problem.empty());
  CHECK(summaries({{0, 1}}).front().problem.empty());
  CHECK(summaries({{-1, 1}}).front().problem.empty());
}

TEST_CASE("values that were rescaled twice are") {
  CHECK_THAT(summaries({{0, 1.0f / 255}}).front().problem, Contains("applied twice"));
  // A black image among others is none.
  CHECK(summaries({{0, 0}, {0, 1}}).front().problem.empty());
}

TEST_CASE("nothing is said of nothing, and of integers") {
  Graph graph("net");
  graph.add_input("ids", {DType::kInt32, {1, 2}});
  CHECK(summarize_inputs(graph, {}).empty());
  CHECK(summarize_inputs(graph, {{Tensor::from<int32_t>({1, 2}, {1, 2})}}).empty());
}
