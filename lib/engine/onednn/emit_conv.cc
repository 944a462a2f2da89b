// Conv2d of float32, with everything that its chain adds.
#include <cmath>
#include <optional>

#include "base/error.h"
#include "engine/onednn/conv_primitive.h"
#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"

namespace msquant {
namespace {

// y = Σ w*x + b after BatchNorms and BiasAdds: new constants in place of the weight and the bias.
struct Affine {
  std::optional<Tensor> weight;  // nothing: as it was
  std::optional<Tensor> bias;
};

Span<const float> floats(const Graph& graph, ValueId id, std::vector<Tensor>& keep) {
  keep.push_back(graph.value(id).constant->to_float32());
  return keep.back().data<float>();
}

void fold_bias_add(const Graph& graph, const Node& node, Affine& affine) {
  const Tensor addend = graph.value(node.inputs[1]).constant->to_float32();
  for (int64_t c = 0; c < addend.size(); ++c) {
    affine.bias->mutable_data<float>()[c] += addend.data<float>()[c];
  }
}

void fold_batch_norm(const Graph& graph, const Node& node, Affine& affine) {
  std::vector<Tensor> keep;
  keep.reserve(4);
  const auto gamma = floats(graph, node.inputs[1], keep),
             beta = floats(graph, node.inputs[2], keep), mean = floats(graph, node.inputs[3], keep),
             variance = floats(graph, node.inputs[4], keep);
  const Span<float> weight = affine.weight->mutable_data<float>();
  const Span<float> bias = affine.bias->mutable_data<float>();
  const int64_t count = weight.size() / bias.size();
  for (int64_t c = 0; c < bias.size(); ++c) {
    const float factor = gamma[c] / std::sqrt(variance[c] + node.as<BatchNormAttrs>().epsilon);
    for (int64_t i = c * count; i < (c + 1) * count; ++i) weight[i] *= factor;
    bias[c] = (bias[c] - mean[c]) * factor + beta[c];
  }
}

Affine fold(const Graph& graph, const Chain& chain) {
  Affine affine;
  const Node& head = graph.node(chain.head());
  if (chain.affine.empty()) return affine;
  const auto constant = [&](size_t i) {
    return graph.value(head.inputs[i]).constant->to_float32();
  };
  affine.bias =
      head.inputs.size() > 2
          ? constant(2).clone()
          : Tensor::allocate(DType::kFloat32, {graph.value(head.inputs[1]).type.shape[0]});
  for (NodeId id : chain.affine) {
    const Node& node = graph.node(id);
    if (node.kind == OpKind::kBiasAdd) {
      fold_bias_add(graph, node, affine);
    } else {
      if (!affine.weight) affine.weight = constant(1).clone();
      fold_batch_norm(graph, node, affine);
    }
  }
  return affine;
}

BufferId find_bias(Compiler& c, const Node& head, const Affine& affine) {
  if (affine.bias) return c.constant(*affine.bias);
  return head.inputs.size() > 2 ? c.plain(head.inputs[2]) : kNoId;
}

// The residual's own memory if it may be overwritten, or a copy.
BufferId destination_of(Compiler& c, const Chain& chain, BufferId x, const MemDesc& desc) {
  if (chain.residual == kNoId) return c.new_buffer(desc);
  const BufferId residual = c.any_layout(chain.residual);
  const bool is_free =
      c.desc_of(residual) == desc && c.is_last_use(residual) && !c.share_memory(residual, x);
  return is_free ? residual : c.copy(residual, desc);
}

}  // namespace

void emit_conv(Compiler& c, const Chain& chain) {
  const Graph& graph = c.graph();
  const Node& head = graph.node(chain.head());
  const Affine affine = fold(graph, chain);
  const BufferId bias = find_bias(c, head, affine);

  ConvProblem problem;
  problem.x = c.shape_of(head.inputs[0]);
  problem.weight = c.shape_of(head.inputs[1]);
  problem.y = c.shape_of(head.outputs[0]);
  problem.attributes = head.as<ConvAttrs>();
  problem.has_bias = bias != kNoId;
  problem.destination = any_desc(problem.y);
  problem.post_operations = make_attributes(chain.residual != kNoId, chain.activation);
  ConvPrimitive conv = make_conv(c.engine(), problem);
  const bool is_single_threaded = !has_one_thread_per_sum(conv);
  if (is_single_threaded) {
    const ThreadScope one_thread(1);
    conv = make_conv(c.engine(), problem);
  }

  const BufferId plain_weight =
      affine.weight ? c.constant(*affine.weight) : c.plain(head.inputs[1]);
  const MemDesc grouped = plain_desc(grouped_shape(problem.weight, problem.attributes.groups));
  const BufferId weight = c.converted(c.view(plain_weight, grouped), conv.weights_desc());
  const BufferId x = c.in_layout(head.inputs[0], conv.src_desc());
  const BufferId y = destination_of(c, chain, x, conv.dst_desc());
  std::vector<Argument> arguments{{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_DST, y}};
  if (bias != kNoId) arguments.push_back({DNNL_ARG_BIAS, bias});
  c.add_primitive(dnnl::convolution_forward(conv), conv.scratchpad_desc(), std::move(arguments),
                  is_single_threaded);
  c.define(graph.node(chain.last()).outputs[0], {y, 0});
}

}  // namespace msquant
