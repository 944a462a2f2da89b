#include <catch2/catch.hpp>
#include <map>

#include "engine/onednn/twins.h"

using namespace msquant;

namespace {

struct Case {
  Shape x, w;
  ConvAttrs attributes;
};

ConvAttrs conv(Pair stride, Padding padding, int64_t groups = 1, Pair dilation = {1, 1}) {
  ConvAttrs attrs;
  attrs.stride = stride;
  attrs.padding = padding;
  attrs.groups = groups;
  attrs.dilation = dilation;
  return attrs;
}

ExecutorOptions onednn() { return engine("onednn"); }

}  // namespace

TEST_CASE("oneDNN convolves like the reference") {
  const auto c = GENERATE(values<Case>({
      {{2, 3, 17, 19}, {64, 3, 7, 7}, conv({2, 2}, {2, 3, 2, 3})},
      {{1, 16, 9, 9}, {32, 16, 1, 1}, conv({1, 1}, {0, 0, 0, 0})},
      {{3, 10, 8, 7}, {6, 10, 3, 3}, conv({1, 2}, {1, 1, 1, 1})},
      {{1, 24, 9, 9}, {24, 1, 3, 3}, conv({2, 2}, {0, 1, 0, 1}, 24)},
      {{1, 8, 9, 9}, {12, 4, 3, 3}, conv({1, 1}, {2, 2, 2, 2}, 2, {2, 2})},
      {{2, 32, 6, 6}, {16, 32, 3, 1}, conv({1, 1}, {0, 2, 0, 0})},
      {{1, 4, 5, 5}, {4, 4, 2, 2}, conv({3, 3}, {4, 4, 4, 4})},
  }));
  CHECK(twin_difference(OpKind::kConv2d, c.attributes, {c.x, c.w}) < 1e-5);
  CHECK(twin_difference(OpKind::kConv2d, c.attributes, {c.x, c.w, {c.w[0]}}) < 1e-5);
}

namespace {

// x → conv1 → BatchNorm → Relu → conv2 → BiasAdd → Add(x) → Relu6 → Sigmoid, all of whose values
// between x and the output are fused away.
struct Block {
  Graph graph;
  std::vector<ValueId> values;

  explicit Block(int64_t channels) {
    values = {graph.add_input("x", {DType::kFloat32, {2, channels, 6, 5}})};
    const ValueId x = values[0];
    const auto vector = [&](uint32_t seed, double low, double high) {
      return graph.add_constant("v", random_tensor({channels}, seed, low, high));
    };
    const auto weight = [&](uint32_t seed) {
      return graph.add_constant("w", random_tensor({channels, channels, 3, 3}, seed));
    };
    add(OpKind::kConv2d, conv({1, 1}, {1, 1, 1, 1}), {x, weight(1)});
    add(OpKind::kBatchNorm, BatchNormAttrs{},
        {values.back(), vector(2, 0.5, 2), vector(3, -1, 1), vector(4, -1, 1), vector(5, 0.5, 2)});
    add(OpKind::kRelu, {}, {values.back()});
    add(OpKind::kConv2d, conv({1, 1}, {1, 1, 1, 1}), {values.back(), weight(6), vector(7, -1, 1)});
    add(OpKind::kBiasAdd, {}, {values.back(), vector(8, -1, 1)});
    add(OpKind::kAdd, {}, {x, values.back()});
    add(OpKind::kRelu6, {}, {values.back()});
    add(OpKind::kSigmoid, {}, {values.back()});
    graph.set_outputs({values.back()});
  }
  void add(OpKind kind, Attributes attributes, std::vector<ValueId> inputs) {
    values.push_back(graph.add_node(kind, "n" + std::to_string(values.size()),
                                    std::move(attributes), std::move(inputs)));
  }
};

}  // namespace

TEST_CASE("fused operators give what they give one by one, and what the reference gives") {
  const int64_t channels = GENERATE(3, 16, 20);
  const Block block(channels);
  const Tensor x = random_tensor({2, channels, 6, 5}, 9);
  const Tensor fused = make_executor(block.graph, onednn())->run({x})[0];
  const ExecutorOptions options = engine("onednn", block.values);
  std::map<ValueId, int64_t> seen;
  const Tap tap = [&](ValueId id, Span<const float> data, const ChannelLayout&) {
    seen[id] += data.size();
  };
  const Tensor watched = make_executor(block.graph, options)->run({x}, tap)[0];
  CHECK(relative_difference(fused.data<float>(), watched.data<float>()) < 1e-5);
  CHECK(twin_difference(block.graph, {x}) < 1e-5);
  for (ValueId id : block.values) CHECK(seen[id] == x.size());
}

TEST_CASE("a residual that is used again is not overwritten") {
  Graph graph;
  const ValueId input = graph.add_input("x", {DType::kFloat32, {1, 16, 4, 4}});
  const ValueId w = graph.add_constant("w", random_tensor({16, 16, 1, 1}, 1));
  const ValueId x = graph.add_node(OpKind::kConv2d, "stem", ConvAttrs{}, {input, w});
  const ValueId y = graph.add_node(OpKind::kConv2d, "conv", ConvAttrs{}, {x, w});
  const ValueId sum = graph.add_node(OpKind::kAdd, "add", {}, {y, x});
  const ValueId again = graph.add_node(OpKind::kSub, "sub", {}, {sum, x});
  graph.set_outputs({again, y});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
  graph.set_outputs({again});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
}

TEST_CASE("of two convolutions that meet in an Add the later one takes it") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 16, 4, 4}});
  const ValueId w1 = graph.add_constant("w1", random_tensor({16, 16, 1, 1}, 1));
  const ValueId w2 = graph.add_constant("w2", random_tensor({16, 16, 1, 1}, 2));
  const ValueId a = graph.add_node(OpKind::kConv2d, "a", ConvAttrs{}, {x, w1});
  const ValueId b = graph.add_node(OpKind::kConv2d, "b", ConvAttrs{}, {x, w2});
  const ValueId sum = graph.add_node(OpKind::kAdd, "add", {}, {a, b});
  const ValueId twice = graph.add_node(OpKind::kAdd, "twice", {}, {sum, sum});
  graph.set_outputs({twice});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
}
