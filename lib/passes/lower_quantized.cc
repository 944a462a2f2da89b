#include "passes/lower_quantized.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "base/streams.h"
#include "graph/shape_inference.h"
#include "graph/traversal.h"
#include "passes/quantized_layers.h"
#include "quant/weight_quant.h"

namespace msquant {
namespace {

// Biases stay below this, half of int32, and leave the other half to the sum of products.
constexpr float kLargestBias = 1 << 30;

Tensor transposed(const Tensor& matrix) {
  const int64_t rows = matrix.shape()[0], columns = matrix.shape()[1];
  Tensor result = Tensor::allocate(DType::kInt8, {columns, rows});
  const Span<const int8_t> from = matrix.data<int8_t>();
  const Span<int8_t> to = result.mutable_data<int8_t>();
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) to[c * rows + r] = from[r * columns + c];
  }
  return result;
}

// zero_point * Σ w along the inputs, for each column of a matrix [in, out].
std::vector<double> offsets_of_columns(const Tensor& matrix, int32_t zero_point) {
  const Span<const int8_t> w = matrix.data<int8_t>();
  std::vector<double> sums(static_cast<size_t>(matrix.shape()[1]));
  for (int64_t i = 0; i < w.size(); ++i) sums[static_cast<size_t>(i) % sums.size()] += w[i];
  for (double& sum : sums) sum *= zero_point;
  return sums;
}

// One layer on its way to integers.
class Lowering {
 public:
  Lowering(Graph& graph, NodeId id, BiasRounding rounding)
      : graph_(graph),
        id_(id),
        layer_(graph.node(id).name),
        rounding_(rounding),
        activation_(*fake_quant_params(graph, graph.node(id).inputs[0])),
        weight_(*fake_quant_params(graph, graph.node(id).inputs[1])),
        channels_(weight_.scale.size()) {
    const Node& node = graph.node(id);
    if (node.inputs.size() > 2) bias_ = graph.value(node.inputs[2]).constant.value().to_float32();
  }

  const Node& node() const { return graph_.node(id_); }

  // Reads the graph only.
  void quantize_weight() {
    widen_weight_scales();
    integers_ = integer_weight();
  }

  // `x` is the quantized activation.
  void apply(ValueId x) {
    const Tensor weight = std::move(integers_);
    const bool is_matmul = graph_.node(id_).kind == OpKind::kMatMul;
    std::vector<double> offsets(channels_);
    if (is_matmul) {
      offsets = offsets_of_columns(weight, activation_.zero_point[0]);
      graph_.node(id_).as<MatMulAttrs>().transpose_b = false;
    } else {
      graph_.node(id_).as<ConvAttrs>().x_zero_point = activation_.zero_point[0];
    }
    graph_.set_input(id_, 0, x);
    graph_.set_input(id_, 1, graph_.add_constant(layer_ + ".weight", weight));
    if (bias_ || (is_matmul && activation_.zero_point[0] != 0)) set_bias(integer_bias(offsets));
    dequantize();
  }

 private:
  float product_scale(size_t channel) const {
    return activation_.scale[0] * weight_.scale[channel];
  }

  // A channel whose weights are next to nothing would need a bias beyond int32. A larger step costs
  // it no accuracy: it is still 2^-30 of the channel's output.
  void widen_weight_scales() {
    for (size_t c = 0; c < channels_; ++c) {
      const float bias = bias_ ? std::abs(bias_->data<float>()[static_cast<int64_t>(c)]) : 0;
      const float least_product = std::max(bias / kLargestBias, FLT_MIN);
      weight_.scale[c] = std::max(weight_.scale[c], least_product / activation_.scale[0]);
    }
  }

  // A matrix becomes [in, out].
  Tensor integer_weight() const {
    const Node& node = graph_.node(id_);
    const Value& value = graph_.value(fake_quant_input(graph_, node.inputs[1]));
    const Tensor weight = msquant::quantize_weight(value.constant.value().to_float32(), weight_);
    const bool is_rows = node.kind == OpKind::kMatMul && node.as<MatMulAttrs>().transpose_b;
    return is_rows ? transposed(weight) : weight;
  }

  Tensor integer_bias(const std::vector<double>& offsets) const {
    Tensor result = Tensor::allocate(DType::kInt32, {static_cast<int64_t>(channels_)});
    const Span<int32_t> q = result.mutable_data<int32_t>();
    int64_t clamped = 0;
    for (size_t c = 0; c < channels_; ++c) {
      const auto i = static_cast<int64_t>(c);
      const double real = bias_ ? bias_->data<float>()[i] : 0.0;
      const double exact = real / product_scale(c) - offsets[c];
      const double rounded = rounding_ == BiasRounding::kNearest ? std::rint(exact) : exact;
      const double fitting = std::clamp<double>(rounded, INT32_MIN, INT32_MAX);
      clamped += fitting != rounded ? 1 : 0;
      q[i] = static_cast<int32_t>(fitting);  // the conversion rounds toward zero
    }
    if (clamped > 0) log::warn("layer '{}': {} biases exceed int32 and are cut", layer_, clamped);
    return result;
  }

  void set_bias(Tensor bias) {
    const ValueId id = graph_.add_constant(layer_ + ".bias", std::move(bias));
    if (bias_) {
      graph_.set_input(id_, 2, id);
    } else {
      graph_.append_input(id_, id);
    }
  }

  // Puts a Dequantize between the layer, whose output is int32 now, and its consumers.
  void dequantize() {
    std::vector<float> scales;
    for (size_t c = 0; c < channels_; ++c) scales.push_back(product_scale(c));
    const Tensor scale = Tensor::from<float>({static_cast<int64_t>(channels_)}, scales);
    const ValueId scale_id = graph_.add_constant(layer_ + ".deq_scale", scale);

    const ValueId output = graph_.node(id_).outputs[0];
    const TensorType real = graph_.value(output).type;
    graph_.value(output).type = infer_type(graph_, graph_.node(id_));
    const bool is_conv = graph_.node(id_).kind == OpKind::kConv2d;
    const int64_t axis = is_conv ? 1 : static_cast<int64_t>(real.shape.size()) - 1;
    const ValueId dequantized =
        graph_.add_node(OpKind::kDequantize, layer_ + ".dequantize",
                        DequantizeAttrs{axis, real.dtype}, {output, scale_id});
    graph_.replace_uses(output, dequantized);
    // That replaced the new node's own input, too.
    graph_.set_input(graph_.value(dequantized).producer, 0, output);
  }

  Graph& graph_;
  const NodeId id_;
  const std::string layer_;
  const BiasRounding rounding_;
  const QuantParams activation_;
  QuantParams weight_;
  const size_t channels_;
  std::optional<Tensor> bias_;
  Tensor integers_;
};

ValueId add_quantize(Graph& graph, ValueId fake_quant, const std::string& layer) {
  const QuantParams& params = *fake_quant_params(graph, fake_quant);
  const QuantizeAttrs attributes{1.0f / params.scale[0], params.zero_point[0]};
  return graph.add_node(OpKind::kQuantize, layer + ".quantize", attributes,
                        {fake_quant_input(graph, fake_quant)});
}

}  // namespace

void lower_quantized(Graph& graph, const LowerOptions& options) {
  for (NodeId id : graph.node_ids()) {  // calibration fills them all
    const Node& node = graph.node(id);
    MSQUANT_CHECK(node.kind != OpKind::kFakeQuant || node.as<FakeQuantAttrs>().params);
  }
  std::deque<Lowering> layers;
  for (NodeId id : quantized_layers(graph)) layers.emplace_back(graph, id, options.bias_rounding);
  run_shared(options.threads, layers.size(), [&](size_t i) { layers[i].quantize_weight(); });
  std::unordered_map<ValueId, ValueId> quantized;  // FakeQuant's output → Quantize's output
  for (Lowering& layer : layers) {
    const ValueId simulated = layer.node().inputs[0];
    ValueId& x = quantized.emplace(simulated, kNoId).first->second;
    if (x == kNoId || !options.share_quantize)
      x = add_quantize(graph, simulated, layer.node().name);
    layer.apply(x);
  }
  erase_dead_nodes(graph);
}

}  // namespace msquant
