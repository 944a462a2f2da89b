#include "engine/reference/reference_executor.h"

#include <catch2/catch.hpp>
#include <map>

#include "base/error.h"
#include "engine/reference/run_operator.h"
#include "graph/verify.h"
#include "support/models.h"

using namespace msquant;

namespace {

std::unique_ptr<Executor> reference(const Graph& graph, std::vector<ValueId> watched = {}) {
  ExecutorOptions options;
  options.engine = "reference";
  options.watched = std::move(watched);
  return make_executor(graph, options);
}

ValueId output_of(const Graph& graph, const std::string& node) {
  return graph.node(graph.find_node(node)).outputs[0];
}

// Keeps what the tap was shown, and fails on a second showing.
struct Recorder {
  std::map<ValueId, std::vector<float>> seen;

  Tap tap() {
    return [this](ValueId id, Span<const float> x, const ChannelLayout&) {
      CHECK(seen.emplace(id, std::vector<float>(x.begin(), x.end())).second);
    };
  }
};

struct ModelCase {
  Graph graph;
  double sum, absolute_sum;
  std::vector<float> first, last;
};

}  // namespace

TEST_CASE("whole models agree with ONNX's reference evaluator in float64") {
  // The same layers built as ONNX nodes from the same generator, double precision, input
  // random_tensor(shape, 7): sum, sum of magnitudes, first and last four elements.
  const ModelCase model = GENERATE(ModelCase{conv_net(2),
                                             -18.193245876266673,
                                             47.44837102678397,
                                             {-2.9743137f, 2.6718113f, -2.2771821f, -4.3370781f},
                                             {-0.427726f, 0.99098998f, 1.1558313f, 2.5630438f}},
                                   ModelCase{residual_block(2),
                                             267.5910945599098,
                                             267.5910945599098,
                                             {0, 0, 0.06581822f, 1.080173f},
                                             {0.56563354f, 0.35230076f, 1.8755524f, 0.51184589f}},
                                   ModelCase{depthwise_block(2),
                                             520.3407693748887,
                                             1432.6825242905472,
                                             {0.52403682f, 2.5064936f, 1.7566367f, 1.0089246f},
                                             {1.1579511f, -0.13366802f, 1.2723981f, 0.3490684f}},
                                   ModelCase{dense_head(2),
                                             2,
                                             2,
                                             {0.04107245f, 0.02967709f, 0.0144228f, 0.33722621f},
                                             {0.06249417f, 0.1281414f, 0.17252292f, 0.12962599f}});
  verify(model.graph);
  const Shape shape = model.graph.value(model.graph.inputs()[0]).type.shape;
  const std::vector<float> y = elements(reference(model.graph)->run({random_tensor(shape, 7)})[0]);
  double sum = 0, absolute_sum = 0;
  for (float element : y) {
    sum += element;
    absolute_sum += std::abs(element);
  }
  CHECK(sum == Approx(model.sum).epsilon(1e-6));
  CHECK(absolute_sum == Approx(model.absolute_sum).epsilon(1e-6));
  CHECK_THAT(std::vector<float>(y.begin(), y.begin() + 4),
             Catch::Approx(model.first).epsilon(1e-5));
  CHECK_THAT(std::vector<float>(y.end() - 4, y.end()), Catch::Approx(model.last).epsilon(1e-5));
}

TEST_CASE("the tap sees inputs, constants and results, each once a run") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2}});
  const ValueId w = graph.add_constant("w", vector({10, 20}));
  const ValueId scaled =
      graph.add_node(OpKind::kFakeQuant, "folded", FakeQuantAttrs{QuantParams{{4}, {0}, -1}}, {w});
  const ValueId sum = graph.add_node(OpKind::kAdd, "sum", {}, {x, scaled});
  const ValueId relu = graph.add_node(OpKind::kRelu, "relu", {}, {sum});
  const ValueId unwatched = graph.add_node(OpKind::kAdd, "unwatched", {}, {relu, relu});
  graph.set_outputs({unwatched});

  const auto executor = reference(graph, {x, w, scaled, sum, sum, relu});
  for (int run = 0; run < 2; ++run) {
    Recorder recorder;
    CHECK(elements(executor->run({vector({-50, 1})}, recorder.tap())[0]) ==
          std::vector<float>{0, 42});
    CHECK(recorder.seen ==
          std::map<ValueId, std::vector<float>>{
              {x, {-50, 1}}, {w, {10, 20}}, {scaled, {8, 20}}, {sum, {-42, 21}}, {relu, {0, 21}}});
  }
}

TEST_CASE("the tap sees a float16 value as float32") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  const ValueId half = graph.add_node(OpKind::kCast, "half", CastAttrs{DType::kFloat16}, {x});
  graph.set_outputs({half});
  Recorder recorder;
  reference(graph, {half})->run({vector({0.1f})}, recorder.tap());
  CHECK(recorder.seen.at(half) == std::vector<float>{0.0999755859375f});
}

TEST_CASE("a watched model without a tap runs, and watching changes no result") {
  const Graph graph = residual_block();
  const Tensor x = random_tensor({1, 8, 8, 8}, 3);
  const std::vector<float> plain = elements(reference(graph)->run({x})[0]);
  const auto watching = reference(graph, {output_of(graph, "conv1"), graph.inputs()[0]});
  CHECK(elements(watching->run({x})[0]) == plain);
  Recorder recorder;
  CHECK(elements(watching->run({x}, recorder.tap())[0]) == plain);
  CHECK(recorder.seen.at(graph.inputs()[0]) == elements(x));
}

TEST_CASE("a fork runs by itself, and outlives the graph and the first executor") {
  const Tensor x = random_tensor({1, 3, 16, 16}, 3);
  std::unique_ptr<Executor> fork;
  std::vector<float> expected;
  {
    const Graph graph = conv_net();
    const auto executor = reference(graph);
    fork = executor->fork();
    expected = elements(executor->run({x})[0]);
  }
  CHECK(elements(fork->run({x})[0]) == expected);
}

TEST_CASE("a constant that was folded away is not kept in memory") {
  auto memory = std::make_shared<std::vector<float>>(2, 10.0f);
  const std::weak_ptr<const void> is_alive = memory;
  std::unique_ptr<Executor> executor;
  {
    Graph graph;
    const ValueId x = graph.add_input("x", {DType::kFloat32, {2}});
    const ValueId w =
        graph.add_constant("w", Tensor::view(DType::kFloat32, {2}, memory->data(), memory));
    const ValueId folded = graph.add_node(OpKind::kFakeQuant, "folded",
                                          FakeQuantAttrs{QuantParams{{4}, {0}, -1}}, {w});
    graph.set_outputs({graph.add_node(OpKind::kMul, "product", {}, {x, folded})});
    executor = reference(graph);
  }
  memory.reset();
  CHECK(is_alive.expired());
  CHECK(elements(executor->run({vector({1, 2})})[0]) == std::vector<float>{8, 16});
}

TEST_CASE("inputs and constants may be outputs, and an output may be read on") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  const ValueId c = graph.add_constant("c", vector({5}));
  const ValueId sum = graph.add_node(OpKind::kAdd, "sum", {}, {x, c});
  const ValueId twice = graph.add_node(OpKind::kAdd, "twice", {}, {sum, sum});
  graph.set_outputs({x, c, sum, twice});
  const std::vector<Tensor> y = reference(graph)->run({vector({2})});
  CHECK(elements(y[0]) == std::vector<float>{2});
  CHECK(elements(y[1]) == std::vector<float>{5});
  CHECK(elements(y[2]) == std::vector<float>{7});
  CHECK(elements(y[3]) == std::vector<float>{14});
}

TEST_CASE("inputs that do not fit are data errors that name the input") {
  const auto executor = reference(dense_head());
  const auto run = [&](const std::vector<Tensor>& inputs) {
    try {
      executor->run(inputs);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kData);
      return error.where() + ": " + error.because();
    }
    return std::string("no error");
  };
  CHECK(run({random_tensor({2, 16, 2, 2}, 1)}) ==
        "input 'x': it is float32[2, 16, 2, 2], the model expects float32[1, 16, 2, 2]");
  CHECK(run({to_half(random_tensor({1, 16, 2, 2}, 1))}) ==
        "input 'x': it is float16[1, 16, 2, 2], the model expects float32[1, 16, 2, 2]");
  CHECK(run({}) == "input 'x': expected 1, given 0");
}

TEST_CASE("an element type without a kernel is refused when the graph is compiled") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kInt32, {1}});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "act", {}, {x})});
  try {
    reference(graph);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kUnsupported);
    CHECK(error.where() == "node 'act' (Relu)");
    CHECK(error.because() == "its input 'x' is int32");
  }
}
