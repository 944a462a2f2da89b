#include "calibrate/small_case.h"

#include <mutex>

#include "passes/support/layers.h"

namespace msquant {
namespace {

class Images : public SampleStream {
 public:
  explicit Images(const std::vector<Tensor>& images) : images_(images) {}

  std::optional<Batch> next() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (next_ == images_.size()) return std::nullopt;
    const size_t index = next_++;
    return Batch{static_cast<int64_t>(index), {images_[index]}, {-1}};
  }

  int64_t sample_count() const override { return static_cast<int64_t>(images_.size()); }

 private:
  const std::vector<Tensor>& images_;
  size_t next_ = 0;
  std::mutex mutex_;
};

Graph network(OpKind kind, const Shape& input, const std::vector<float>& weight) {
  Graph graph("small");
  const ValueId x = graph.add_input("x", {DType::kFloat32, input});
  const auto outputs = static_cast<int64_t>(weight.size()) / input[1];
  graph.set_outputs({kind == OpKind::kConv2d ? add_conv(graph, "layer", x, outputs, weight)
                                             : add_dense(graph, "layer", x, outputs, weight)});
  return graph;
}

}  // namespace

SmallCase::SmallCase(OpKind kind, const Shape& input, const std::vector<float>& weight, float step)
    : reference(network(kind, input, weight)), graph(reference), layer(graph.find_node("layer")) {
  const auto channels = weight.size() / static_cast<size_t>(input[1]);
  const FakeQuantAttrs activation{QuantParams{{step}, {0}, -1}};
  const FakeQuantAttrs grid{
      QuantParams{std::vector<float>(channels, 1), std::vector<int32_t>(channels), 0}};
  const std::vector<ValueId> operands = graph.node(layer).inputs;
  graph.set_input(layer, 0,
                  graph.add_node(OpKind::kFakeQuant, "x.quant", activation, {operands[0]}));
  graph.set_input(layer, 1, graph.add_node(OpKind::kFakeQuant, "w.quant", grid, {operands[1]}));
}

void SmallCase::add_image(const std::vector<float>& elements) {
  const Shape& shape = reference.value(reference.inputs()[0]).type.shape;
  images.push_back(Tensor::from<float>(shape, elements));
}

CorrectionContext SmallCase::context() {
  samples = {static_cast<int64_t>(images.size()),
             [this](int64_t, int64_t) { return std::make_unique<Images>(images); }};
  memory = {};
  return {graph, reference, samples, 2, silence, config, methods, memory};
}

QuantParams& SmallCase::input_params() {
  const NodeId fake_quant = graph.value(graph.node(layer).inputs[0]).producer;
  return *graph.node(fake_quant).as<FakeQuantAttrs>().params;
}

}  // namespace msquant
