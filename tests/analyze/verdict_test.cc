#include "analyze/verdict.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

// Noise of 10^(-db/10) of the signal's power.
Deviation deviation(double db) {
  const std::vector<float> expected{1};
  const std::vector<float> actual{static_cast<float>(1 - std::pow(10.0, -db / 20))};
  Deviation result;
  result.add(expected, actual);
  return result;
}

LayerError error(const std::string& name, double isolated, double accumulated, double end_to_end,
                 int64_t clipped = 0) {
  LayerError result;
  result.layer = name;
  result.views = {deviation(isolated), deviation(accumulated), deviation(end_to_end)};
  result.input.count = 100;
  result.input.clipped = clipped;
  return result;
}

std::string order(const std::vector<LayerError>& layers, std::string_view by) {
  std::string names;
  for (const LayerError* layer : sorted(layers, by)) names += layer->layer;
  return names;
}

}  // namespace

TEST_CASE("a layer is as good as its worst view") {
  CHECK(verdict_of(error("a", 31, 21, 31)) == Verdict::kGood);
  CHECK(verdict_of(error("a", 29, 21, 31)) == Verdict::kSuspicious);
  CHECK(verdict_of(error("a", 31, 19, 31)) == Verdict::kSuspicious);
  CHECK(verdict_of(error("a", 31, 21, 19)) == Verdict::kBad);
  CHECK(verdict_of(error("a", 31, 9, 31)) == Verdict::kBad);
  LayerError unknown = error("a", 31, 9, 19);
  unknown.views = {deviation(31), {}, {}};
  CHECK(verdict_of(unknown) == Verdict::kGood);
}

TEST_CASE("a result that is no number is bad") {
  const std::vector<float> expected{1}, actual{std::numeric_limits<float>::quiet_NaN()};
  LayerError broken = error("a", 50, 50, 50);
  broken.views[0] = Deviation();
  broken.views[0]->add(expected, actual);
  CHECK(verdict_of(broken) == Verdict::kBad);
}

TEST_CASE("layers are sorted worst first, ties as in the network") {
  const std::vector<LayerError> layers{error("a", 40, 20, 50, 3), error("b", 30, 40, 60, 9),
                                       error("c", 50, 30, 45, 3)};
  CHECK(order(layers, "worst") == "cab");
  CHECK(order(layers, "isolated") == "bac");
  CHECK(order(layers, "accumulated") == "acb");
  CHECK(order(layers, "end-to-end") == "cab");
  CHECK(order(layers, "clipped") == "bac");
  CHECK(order(layers, "network") == "abc");
}

TEST_CASE("without the end to end view the isolated one says which layer is worst") {
  std::vector<LayerError> layers{error("a", 40, 20, 50), error("b", 30, 40, 60)};
  for (LayerError& layer : layers) layer.views[static_cast<size_t>(View::kEndToEnd)].reset();
  CHECK(order(layers, "worst") == "ba");
}
