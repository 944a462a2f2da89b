// Operators that look at one element, or at one element of each operand.
#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"

namespace msquant {
namespace {

struct EltwiseFunction {
  OpKind kind;
  dnnl::algorithm algorithm;
  float alpha = 0, beta = 0;
};

EltwiseFunction eltwise_function(const Node& node) {
  using dnnl::algorithm;
  static constexpr EltwiseFunction kFunctions[] = {
      {OpKind::kRelu, algorithm::eltwise_relu},
      {OpKind::kRelu6, algorithm::eltwise_clip, 0, 6},
      {OpKind::kLeakyRelu, algorithm::eltwise_relu},
      {OpKind::kElu, algorithm::eltwise_elu},
      {OpKind::kClip, algorithm::eltwise_clip},
      {OpKind::kHardSigmoid, algorithm::eltwise_linear},
      {OpKind::kHardSwish, algorithm::eltwise_hardswish},
      {OpKind::kSwish, algorithm::eltwise_swish, 1},
      {OpKind::kMish, algorithm::eltwise_mish},
      {OpKind::kGelu, algorithm::eltwise_gelu_erf},
      {OpKind::kGeluTanh, algorithm::eltwise_gelu_tanh},
      {OpKind::kSoftplus, algorithm::eltwise_soft_relu},
      {OpKind::kTanh, algorithm::eltwise_tanh},
      {OpKind::kSqrt, algorithm::eltwise_sqrt},
      {OpKind::kRsqrt, algorithm::eltwise_pow, 1, -0.5f},
      {OpKind::kNeg, algorithm::eltwise_linear, -1},
      {OpKind::kAbs, algorithm::eltwise_abs},
      {OpKind::kExp, algorithm::eltwise_exp},
      {OpKind::kLog, algorithm::eltwise_log},
      {OpKind::kSigmoid, algorithm::eltwise_logistic},
  };
  EltwiseFunction function =
      *std::find_if(std::begin(kFunctions), std::end(kFunctions),
                    [&](const EltwiseFunction& each) { return each.kind == node.kind; });
  if (const auto* attrs = std::get_if<FunctionAttrs>(&node.attributes)) {
    function.alpha = attrs->alpha;
    function.beta = attrs->beta;
  }
  return function;
}

// HardSigmoid is a line cut off at 0 and 1.
dnnl::primitive_attr function_attributes(OpKind kind) {
  dnnl::primitive_attr attributes = make_attributes(false, Activation::kNone);
  if (kind != OpKind::kHardSigmoid) return attributes;
  dnnl::post_ops cut;
  cut.append_eltwise(1.f, dnnl::algorithm::eltwise_clip, 0.f, 1.f);
  attributes.set_post_ops(cut);
  return attributes;
}

dnnl::algorithm binary_algorithm(OpKind kind) {
  switch (kind) {
    case OpKind::kSub:
      return dnnl::algorithm::binary_sub;
    case OpKind::kMul:
      return dnnl::algorithm::binary_mul;
    case OpKind::kDiv:
      return dnnl::algorithm::binary_div;
    case OpKind::kMaximum:
      return dnnl::algorithm::binary_max;
    case OpKind::kMinimum:
      return dnnl::algorithm::binary_min;
    default:
      return dnnl::algorithm::binary_add;
  }
}

Shape with_leading_ones(const Shape& shape, size_t rank) {
  Shape result(rank - shape.size(), 1);
  result.insert(result.end(), shape.begin(), shape.end());
  return result;
}

// to[i] = from[the element that NumPy broadcasting puts there]
void broadcast(const float* from, const Shape& shape, float* to, const Shape& target) {
  const int64_t count = element_count(target);
  for (int64_t i = 0; i < count; ++i) {
    int64_t rest = i, at = 0, stride = 1;
    for (size_t d = target.size(); d-- > 0;) {
      if (shape[d] != 1) at += rest % target[d] * stride;
      stride *= shape[d];
      rest /= target[d];
    }
    to[i] = from[at];
  }
}

// oneDNN broadcasts the second operand only.
BufferId broadcast_to(Compiler& c, ValueId id, const Shape& target) {
  const BufferId from = c.plain(id), to = c.new_buffer(plain_desc(target));
  const Shape shape = with_leading_ones(c.shape_of(id), target.size());
  c.add_kernel({from}, {to}, [=](const Frame& frame) {
    broadcast(frame.data<float>(from), shape, frame.data<float>(to), target);
  });
  return to;
}

}  // namespace

dnnl::primitive_attr make_attributes(bool adds_to_destination, Activation activation) {
  dnnl::post_ops operations;
  if (adds_to_destination) operations.append_sum();
  if (activation == Activation::kRelu) {
    operations.append_eltwise(1.f, dnnl::algorithm::eltwise_relu, 0.f, 0.f);
  } else if (activation == Activation::kRelu6) {
    operations.append_eltwise(1.f, dnnl::algorithm::eltwise_clip, 0.f, 6.f);
  }
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(operations);
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

// Never with a function behind it: oneDNN 2.6.3 then writes beyond blocks of channels that the
// layout pads, and wrong results into them.
BufferId add_binary(Compiler& c, dnnl::algorithm algorithm, BufferId a, BufferId b) {
  const BufferId y = c.in_place_or_new(a);
  const dnnl::binary::desc desc(algorithm, c.desc_of(a), c.desc_of(b), c.desc_of(y));
  const dnnl::binary::primitive_desc primitive(desc, make_attributes(false, Activation::kNone),
                                               c.engine());
  c.add_primitive(dnnl::binary(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC_0, a}, {DNNL_ARG_SRC_1, b}, {DNNL_ARG_DST, y}});
  return y;
}

void emit_binary(Compiler& c, const Node& node) {
  const Shape& shape = c.shape_of(node.outputs[0]);
  ValueId a = node.inputs[0], b = node.inputs[1];
  const bool commutes = node.kind != OpKind::kSub && node.kind != OpKind::kDiv;
  // The first operand gives the layout, so it should be a large one.
  if (commutes && (c.shape_of(a) != shape || c.graph().value(a).constant)) std::swap(a, b);
  const BufferId first = c.shape_of(a) == shape ? c.any_layout(a) : broadcast_to(c, a, shape);
  const BufferId second =
      c.shape_of(b) == shape
          ? c.in_layout(b, c.desc_of(first))
          : c.view(c.plain(b), plain_desc(with_leading_ones(c.shape_of(b), shape.size())));
  c.define(node.outputs[0], {add_binary(c, binary_algorithm(node.kind), first, second), 0});
}

void emit_bias_add(Compiler& c, const Node& node) {
  Shape shape(c.shape_of(node.inputs[0]).size(), 1);
  shape[1] = c.shape_of(node.inputs[1])[0];
  const BufferId bias = c.view(c.plain(node.inputs[1]), plain_desc(shape));
  const BufferId y = add_binary(c, dnnl::algorithm::binary_add, c.any_layout(node.inputs[0]), bias);
  c.define(node.outputs[0], {y, 0});
}

void emit_prelu(Compiler& c, const Node& node) {
  const BufferId x = c.any_layout(node.inputs[0]), y = c.new_buffer(c.desc_of(x));
  const Shape shape = with_leading_ones(c.shape_of(node.inputs[1]), c.desc_of(x).dims().size());
  const BufferId slope = c.view(c.plain(node.inputs[1]), plain_desc(shape));
  const dnnl::prelu_forward::desc desc(dnnl::prop_kind::forward_inference, c.desc_of(x),
                                       c.desc_of(slope));
  const dnnl::prelu_forward::primitive_desc primitive(
      desc, make_attributes(false, Activation::kNone), c.engine());
  c.add_primitive(dnnl::prelu_forward(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, slope}, {DNNL_ARG_DST, y}});
  c.define(node.outputs[0], {y, 0});
}

void emit_unary(Compiler& c, const Node& node) {
  const EltwiseFunction function = eltwise_function(node);
  const BufferId x = c.any_layout(node.inputs[0]), y = c.in_place_or_new(x);
  const dnnl::eltwise_forward::desc desc(dnnl::prop_kind::forward_inference, function.algorithm,
                                         c.desc_of(x), function.alpha, function.beta);
  const dnnl::eltwise_forward::primitive_desc primitive(desc, function_attributes(node.kind),
                                                        c.engine());
  c.add_primitive(dnnl::eltwise_forward(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  c.define(node.outputs[0], {y, 0});
}

}  // namespace msquant
