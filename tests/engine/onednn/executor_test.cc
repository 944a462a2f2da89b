#include <catch2/catch.hpp>
#include <cstring>
#include <map>
#include <thread>

#include "base/error.h"
#include "engine/onednn/twins.h"
#include "graph/traversal.h"
#include "support/thrown_error.h"

using namespace msquant;

namespace {

std::vector<ValueId> float_values(const Graph& graph) {
  std::vector<ValueId> values = graph.inputs();
  for (NodeId id : graph.node_ids()) values.push_back(graph.node(id).outputs[0]);
  return values;
}

using Seen = std::map<ValueId, std::vector<float>>;

// As a tap sees them, which may be pixel by pixel, in the order of `shape` [images, channels, …].
std::vector<float> in_c_order(Span<const float> x, const ChannelLayout& layout,
                              const Shape& shape) {
  std::vector<float> result(static_cast<size_t>(x.size()));
  const int64_t rows = shape.size() < 2 ? 1 : layout.images / shape[0];
  const float* element = x.begin();
  for (int64_t row = 0; row < layout.images; ++row) {
    for (int64_t block = 0; block < layout.blocks; ++block) {
      for (int64_t s = 0; s < layout.pixels; ++s) {
        for (int64_t lane = 0; lane < layout.block; ++lane) {
          const int64_t channel = block * layout.block + lane;
          const int64_t pixel = row % rows * layout.pixels + s;
          const int64_t at =
              (row / rows * layout.padded_channels() + channel) * rows * layout.pixels + pixel;
          result.at(static_cast<size_t>(at)) = *element++;
        }
      }
    }
  }
  return result;
}

Seen watch(const Graph& graph, const ExecutorOptions& options, const std::vector<Tensor>& inputs) {
  Seen seen;
  const Tap tap = [&](ValueId id, Span<const float> x, const ChannelLayout& layout) {
    CHECK(seen.emplace(id, in_c_order(x, layout, graph.value(id).type.shape)).second);
  };
  make_executor(graph, options)->run(inputs, tap);
  return seen;
}

bool same_bytes(const Tensor& a, const Tensor& b) {
  const auto* bytes = static_cast<const char*>(a.raw());
  return a.byte_size() == b.byte_size() &&
         std::equal(bytes, bytes + a.byte_size(), static_cast<const char*>(b.raw()));
}

Graph model(int which) {
  switch (which) {
    case 0:
      return conv_net(3);
    case 1:
      return residual_block(2);
    case 2:
      return depthwise_block(2);
    default:
      return dense_head(2);
  }
}

}  // namespace

TEST_CASE("whole models agree with the reference, with all values watched or none") {
  const Graph graph = model(GENERATE(0, 1, 2, 3));
  const std::vector<Tensor> inputs = random_inputs(graph);
  CHECK(twin_difference(graph, inputs) < 1e-5);
  const std::vector<ValueId> values = float_values(graph);
  Seen actual = watch(graph, engine("onednn", values), inputs);
  Seen expected = watch(graph, engine("reference", values), inputs);
  for (ValueId id : values) {
    REQUIRE(actual[id].size() == expected[id].size());
    CHECK(relative_difference(actual[id], expected[id]) < 1e-5);
  }
}

TEST_CASE("watching values does not change the outputs") {
  const Graph graph = model(GENERATE(0, 1, 2, 3));
  const std::vector<Tensor> inputs = random_inputs(graph);
  const Tensor alone = make_executor(graph, engine("onednn"))->run(inputs)[0];
  auto watching = make_executor(graph, engine("onednn", float_values(graph)));
  CHECK(relative_difference(watching->run(inputs)[0].data<float>(), alone.data<float>()) < 1e-5);
}

TEST_CASE("constants and values that no output needs can be watched") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 4}});
  const ValueId c = graph.add_constant("c", random_tensor({4}, 1));
  const ValueId y = graph.add_node(OpKind::kAdd, "y", {}, {x, c});
  const ValueId z = graph.add_node(OpKind::kRelu, "z", {}, {x});
  graph.set_outputs({y});
  Seen seen = watch(graph, engine("onednn", {c, z}), random_inputs(graph));
  CHECK(seen[c].size() == 4);
  CHECK(seen[z].size() == 4);
}

TEST_CASE("results are the same for any number of threads") {
  const Graph graph = model(GENERATE(0, 1, 2, 3));
  const std::vector<Tensor> inputs = random_inputs(graph);
  const Tensor expected = make_executor(graph, engine("onednn"))->run(inputs)[0];
  for (int threads : {2, 3, 5}) {
    ExecutorOptions options = engine("onednn");
    options.threads = threads;
    CHECK(same_bytes(make_executor(graph, options)->run(inputs)[0], expected));
  }
}

TEST_CASE("a convolution by matrix products does not depend on the number of threads either") {
  // Neither blocks nor depthwise: oneDNN's AVX2 kernels leave these to matrix products.
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 96, 28, 28}});
  ConvAttrs attrs;
  attrs.groups = 2;
  const ValueId w = graph.add_constant("w", random_tensor({12, 48, 3, 3}, 1));
  graph.set_outputs({graph.add_node(OpKind::kConv2d, "conv", attrs, {x, w})});
  const std::vector<Tensor> inputs = random_inputs(graph);
  const Tensor expected = make_executor(graph, engine("onednn"))->run(inputs)[0];
  for (int threads : {2, 4, 16}) {
    ExecutorOptions options = engine("onednn");
    options.threads = threads;
    CHECK(same_bytes(make_executor(graph, options)->run(inputs)[0], expected));
  }
}

TEST_CASE("forks run at the same time") {
  const Graph graph = conv_net(2);
  const auto first = make_executor(graph, engine("onednn"));
  const Tensor input = random_inputs(graph)[0];
  const Tensor expected = first->run({input})[0];
  std::vector<Tensor> results(4);
  std::vector<std::thread> streams;
  for (Tensor& result : results) {
    streams.emplace_back([&] {
      const auto stream = first->fork();
      for (int i = 0; i < 5; ++i) result = stream->run({input})[0];
    });
  }
  for (std::thread& stream : streams) stream.join();
  for (const Tensor& result : results) CHECK(same_bytes(result, expected));
}

TEST_CASE("an input or a constant may be an output, and an output may be used") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 16, 3, 3}});
  const ValueId c = graph.add_constant("c", random_tensor({2, 2}, 1));
  const ValueId y = graph.add_node(OpKind::kRelu, "y", {}, {x});
  const ValueId z = graph.add_node(OpKind::kSigmoid, "z", {}, {y});
  graph.set_outputs({x, c, y, z, z});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-6);
}

TEST_CASE("a constant of any type may be an output") {
  const Tensor int64 = Tensor::from<int64_t>({2}, {INT64_MAX, -1});
  const Tensor half = Tensor::from<Half>({1}, {Half(0.5f)});
  const Tensor bools = Tensor::from<bool>({3}, {true, false, true});
  for (const Tensor& constant : {int64, half, bools}) {
    Graph graph;
    graph.add_input("x", {DType::kFloat32, {1}});
    graph.set_outputs({graph.add_constant("c", constant)});
    const Tensor result =
        make_executor(graph, {})->run({Tensor::allocate(DType::kFloat32, {1})})[0];
    REQUIRE(result.dtype() == constant.dtype());
    CHECK(std::memcmp(result.raw(), constant.raw(), static_cast<size_t>(result.byte_size())) == 0);
  }
}

TEST_CASE("inputs are not written to") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {8}});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "y", {}, {x})});
  const Tensor input = random_tensor({8}, 1), before = input.clone();
  make_executor(graph, engine("onednn"))->run({input});
  CHECK(same_bytes(input, before));
}

TEST_CASE("a batch of another shape is refused by name") {
  const auto executor = make_executor(conv_net(1), engine("onednn"));
  CHECK_THROWS_AS(executor->run({random_tensor({2, 3, 16, 16}, 1)}), Error);
  CHECK_THROWS_AS(executor->run({}), Error);
}

TEST_CASE("what oneDNN does not carry is refused by name") {
  const auto refuse = [](Graph graph, ValueId output, const std::string& where,
                         const std::string& because) {
    graph.set_outputs({output});
    const Error error = thrown_error([&] { make_executor(graph, engine("onednn")); });
    CHECK(error.kind() == ErrorKind::kUnsupported);
    CHECK(error.where() == where);
    CHECK(error.because() == because);
  };
  Shape thirteen(13, 1);
  thirteen[0] = 2;
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2}});
  const ValueId cast = graph.add_node(OpKind::kCast, "node7", CastAttrs{DType::kInt64}, {x});
  const ValueId reshaped = graph.add_node(OpKind::kReshape, "node8", ReshapeAttrs{thirteen}, {x});
  refuse(graph, cast, "node 'node7' (Cast), value 'node7'", "it is int64");
  refuse(graph, reshaped, "node 'node8' (Reshape), value 'node8'",
         "it has 13 dimensions, more than 12");
  const ValueId many = graph.add_input("many", {DType::kFloat32, thirteen});
  refuse(graph, many, "input 'many'", "it has 13 dimensions, more than 12");
}
