#include "passes/fold_batch_norm.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/streams.h"
#include "quant/extent.h"

namespace msquant {
namespace {

enum BatchNormInput : size_t { kX, kGamma, kBeta, kMean, kVariance };

[[noreturn]] void fail(const std::string& parameter, const std::string& because) {
  throw Error(ErrorKind::kModel, "cannot fold a batch normalization",
              "parameter '" + parameter + "'", because,
              "check that the training converged and that the checkpoint is intact");
}

void require_finite(Span<const float> elements, const std::string& parameter,
                    const std::string& where) {
  if (extent_of(elements).is_finite()) return;
  for (int64_t i = 0; i < elements.size(); ++i) {
    if (!std::isfinite(elements[i])) {
      fail(parameter,
           "element " + std::to_string(i) + where + " is " + std::to_string(elements[i]));
    }
  }
}

Tensor finite_constant(const Graph& graph, ValueId id) {
  const Value& value = graph.value(id);
  require_finite(value.constant->data<float>(), value.name, "");
  return *value.constant;
}

// Per channel: y = (x - mean) / deviation * gamma + beta.
struct Normalization {
  Tensor gamma, beta, mean;
  std::vector<float> deviation;
};

Normalization read_normalization(const Graph& graph, const Node& batch_norm) {
  const auto input = [&](BatchNormInput i) { return finite_constant(graph, batch_norm.inputs[i]); };
  Normalization n{input(kGamma), input(kBeta), input(kMean), {}};
  for (float variance : input(kVariance).data<float>()) {
    n.deviation.push_back(std::sqrt(variance + batch_norm.as<BatchNormAttrs>().epsilon));
    if (!(n.deviation.back() > 0)) {
      fail(graph.value(batch_norm.inputs[kVariance]).name,
           "a variance of " + std::to_string(variance) + " has no square root");
    }
  }
  return n;
}

// The order of the operations is that of ptq_quant: its weights are met to the bit.
Tensor fold_weight(Tensor weight, const Normalization& n) {
  Tensor folded = std::move(weight).unshared();
  const Span<float> w = folded.mutable_data<float>();
  const Span<const float> gamma = n.gamma.data<float>();
  const int64_t per_channel = gamma.empty() ? 0 : w.size() / gamma.size();
  for (int64_t channel = 0; channel < gamma.size(); ++channel) {
    const float deviation = n.deviation[static_cast<size_t>(channel)], factor = gamma[channel];
    for (float& x : w.subspan(channel * per_channel, per_channel)) x = x / deviation * factor;
  }
  return folded;
}

// A missing bias is 0.
Tensor fold_bias(const Tensor* bias, const Normalization& n) {
  Tensor folded = Tensor::allocate(DType::kFloat32, n.gamma.shape());
  const Span<float> b = folded.mutable_data<float>();
  for (int64_t c = 0; c < b.size(); ++c) {
    const float old = bias != nullptr ? bias->data<float>()[c] : 0.0f;
    b[c] = (old - n.mean.data<float>()[c]) / n.deviation[static_cast<size_t>(c)] *
               n.gamma.data<float>()[c] +
           n.beta.data<float>()[c];
  }
  return folded;
}

bool is_float_constant(const Graph& graph, ValueId id) {
  const Value& value = graph.value(id);
  return value.constant && value.type.dtype == DType::kFloat32;
}

// The convolution that a batch normalization can be folded into, or kNoId.
NodeId foldable_convolution(const Graph& graph, NodeId batch_norm) {
  const Node& node = graph.node(batch_norm);
  const NodeId conv = graph.value(node.inputs[kX]).producer;
  if (conv == kNoId || graph.node(conv).kind != OpKind::kConv2d) return kNoId;
  if (graph.only_user(node.inputs[kX]) != batch_norm) return kNoId;
  for (NodeId id : {conv, batch_norm}) {
    for (size_t i = 1; i < graph.node(id).inputs.size(); ++i) {
      if (!is_float_constant(graph, graph.node(id).inputs[i])) return kNoId;
    }
  }
  return conv;
}

// A convolution and what it takes over from the batch normalization behind it.
struct Fold {
  NodeId conv, batch_norm;
  Tensor weight, bias;
};

std::vector<Fold> find_folds(const Graph& graph) {
  std::vector<Fold> folds;
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind != OpKind::kBatchNorm) continue;
    const NodeId conv = foldable_convolution(graph, id);
    if (conv != kNoId) folds.push_back({conv, id, {}, {}});
  }
  return folds;
}

// Weights are most of the memory that a model takes: one that nobody else uses leaves the graph.
Tensor take_weight(Graph& graph, ValueId id) {
  Tensor weight = finite_constant(graph, id);
  if (graph.value(id).users.size() == 1) graph.value(id).constant.reset();
  return weight;
}

// Touches nothing of the graph but the convolution's own weight.
void compute(Graph& graph, Fold& fold) {
  const Node& conv = graph.node(fold.conv);
  const Normalization n = read_normalization(graph, graph.node(fold.batch_norm));
  const bool has_bias = conv.inputs.size() > 2;
  const Tensor old_bias = has_bias ? finite_constant(graph, conv.inputs[2]) : Tensor();
  fold.weight = fold_weight(take_weight(graph, conv.inputs[1]), n);
  fold.bias = fold_bias(has_bias ? &old_bias : nullptr, n);
  require_finite(fold.weight.data<float>(), graph.value(conv.inputs[1]).name, " after folding");
  require_finite(fold.bias.data<float>(), conv.name + ".bias", " after folding");
}

void apply(Graph& graph, Fold& fold) {
  const Node& conv = graph.node(fold.conv);
  const ValueId convolved = conv.outputs[0];
  const ValueId normalized = graph.node(fold.batch_norm).outputs[0];
  Value& old_weight = graph.value(conv.inputs[1]);
  const bool has_bias = conv.inputs.size() > 2;
  // New constants: another convolution may share the old ones.
  graph.set_input(fold.conv, 1, graph.add_constant(old_weight.name, std::move(fold.weight)));
  if (old_weight.users.empty()) old_weight.constant.reset();
  const ValueId bias = graph.add_constant(conv.name + ".bias", std::move(fold.bias));
  if (has_bias) {
    graph.set_input(fold.conv, 2, bias);
  } else {
    graph.append_input(fold.conv, bias);
  }
  graph.replace_uses(normalized, convolved);
  graph.erase_node(fold.batch_norm);
}

}  // namespace

int fold_batch_norm(Graph& graph, int threads) {
  int folded = 0;
  // A batch normalization behind another one comes to stand behind the convolution.
  for (std::vector<Fold> folds; !(folds = find_folds(graph)).empty();) {
    run_shared(threads, folds.size(), [&](size_t i) { compute(graph, folds[i]); });
    for (Fold& fold : folds) apply(graph, fold);
    folded += static_cast<int>(folds.size());
  }
  return folded;
}

}  // namespace msquant
