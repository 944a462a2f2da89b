#include "analyze/compare.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "analyze/quantized_model.h"

using namespace msquant;

namespace {

// Relu(x) and x - 0.5, beside x.
struct Example {
  CompareRequest request{Graph("example"), {}, 2, {}};
  ValueId x, relu, less;

  Example() {
    Graph& graph = request.graph;
    x = graph.add_input("x", {DType::kFloat32, {1, 3, 16, 16}});
    const ValueId half = graph.add_constant("half", Tensor::from<float>({1}, {0.5f}));
    relu = graph.add_node(OpKind::kRelu, "relu", {}, {x});
    less = graph.add_node(OpKind::kSub, "less", {}, {x, half});
    graph.set_outputs({relu});
    request.pairs = {{0, x, relu}, {1, x, less}};
    request.clippings[x].params = QuantParams{{1.0f / 255}, {-128}, -1};
  }
};

CompareResult run(const CompareRequest& request, int threads) {
  SilentEvents silence;
  return compare(request, *sample_images(request.graph)(), threads, "test", silence);
}

Clipping clipping(float scale, int32_t zero_point, const std::vector<float>& elements) {
  Clipping result;
  result.params = {{scale}, {zero_point}, -1};
  result.add(elements);
  return result;
}

}  // namespace

TEST_CASE("values are compared on every image, whatever the number of threads") {
  const Example example;
  const CompareResult one = run(example.request, 1), three = run(example.request, 3);
  CHECK(one.images == 12);
  CHECK(three.images == 12);
  // Pixels are not negative, so the ReLU changes nothing; the other noise is 0.25 for each element.
  CHECK(std::isinf(one.deviations[0].sqnr_db()));
  CHECK(std::isfinite(one.deviations[1].sqnr_db()));
  CHECK(one.deviations[1].sqnr_db() == three.deviations[1].sqnr_db());
  CHECK(one.deviations[1].cosine() == three.deviations[1].cosine());
  const Clipping& pixels = one.clippings.at(example.x);
  CHECK(pixels.count == 12 * 3 * 16 * 16);
  CHECK(pixels.clipped == 0);
  CHECK(pixels.min == 0);
  CHECK(pixels.max == three.clippings.at(example.x).max);
}

TEST_CASE("elements beyond the last integer are clipped, those that round to it are not") {
  // Integers reach from 0 to 127.5 in steps of 0.5.
  const Clipping c = clipping(0.5f, -128, {-1, -0.2f, 0, 127.5f, 127.7f, 127.8f, 200});
  CHECK(c.count == 7);
  CHECK(c.clipped == 3);  // -1, 127.8, 200
  CHECK(c.share() == Approx(3.0 / 7));
  CHECK(c.min == -1);
  CHECK(c.max == 200);
}

TEST_CASE("clippings merge, and what is not finite does not count") {
  Clipping all = clipping(1, 0, {std::numeric_limits<float>::quiet_NaN(), 5});
  all.merge(clipping(1, 0, {}));
  all.merge(clipping(1, 0, {-200, 3}));
  CHECK(all.count == 3);
  CHECK(all.clipped == 1);
  CHECK(all.min == -200);
  CHECK(all.max == 5);
  CHECK(clipping(1, 0, {}).share() == 0);
}
