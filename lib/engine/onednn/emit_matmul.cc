// MatMul of float32. Always on one thread: see Step::is_single_threaded.
#include <numeric>

#include "engine/onednn/emit.h"
#include "engine/onednn/frame.h"

namespace msquant {
namespace {

// The sum of the product's own bias and the BiasAdds behind it, or kNoId.
BufferId bias_of(Compiler& c, const Chain& chain) {
  const Graph& graph = c.graph();
  const Node& head = graph.node(chain.head());
  if (chain.affine.empty()) return head.inputs.size() > 2 ? c.plain(head.inputs[2]) : kNoId;
  Tensor bias = Tensor::allocate(DType::kFloat32, {c.shape_of(head.outputs[0]).back()});
  const auto add = [&](ValueId id) {
    const Tensor addend = graph.value(id).constant->to_float32();
    for (int64_t i = 0; i < bias.size(); ++i) {
      bias.mutable_data<float>()[i] += addend.data<float>()[i];
    }
  };
  if (head.inputs.size() > 2) add(head.inputs[2]);
  for (NodeId id : chain.affine) add(graph.node(id).inputs[1]);
  return c.constant(bias);
}

void add_product(Compiler& c, const dnnl::primitive& primitive, const MemDesc& scratchpad,
                 BufferId a, BufferId b, BufferId bias, BufferId y) {
  std::vector<Argument> arguments{{DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, y}};
  if (bias != kNoId) arguments.push_back({DNNL_ARG_BIAS, bias});
  c.add_primitive(primitive, scratchpad, std::move(arguments), true);
}

// A matrix of constant weights: rows of the flattened left operand times prepacked columns.
void emit_dense(Compiler& c, const Chain& chain, const Node& head) {
  using Forward = dnnl::inner_product_forward;
  constexpr auto kInference = dnnl::prop_kind::forward_inference;
  const ValueId last = c.graph().node(chain.last()).outputs[0];
  const int64_t k = c.shape_of(head.inputs[0]).back();
  const int64_t columns = c.shape_of(head.outputs[0]).back();
  const int64_t rows = element_count(c.shape_of(head.inputs[0])) / k;
  const MemDesc x_desc = plain_desc({rows, k}), y_desc = plain_desc({rows, columns});
  const BufferId bias = bias_of(c, chain);
  const auto attributes = make_attributes(false, chain.activation);
  const MemDesc any = any_desc({columns, k});
  const Forward::primitive_desc primitive =
      bias == kNoId
          ? Forward::primitive_desc({kInference, x_desc, any, y_desc}, attributes, c.engine())
          : Forward::primitive_desc({kInference, x_desc, any, plain_desc({columns}), y_desc},
                                    attributes, c.engine());
  const MemDesc stored = head.as<MatMulAttrs>().transpose_b
                             ? plain_desc({columns, k})
                             : strided_desc({columns, k}, {1, columns});
  const BufferId b = c.converted(c.view(c.plain(head.inputs[1]), stored), primitive.weights_desc());
  const BufferId x = c.view(c.plain(head.inputs[0]), x_desc);
  const BufferId y = c.new_buffer(y_desc);
  add_product(c, Forward(primitive), primitive.scratchpad_desc(), x, b, bias, y);
  c.define(last, {c.view(y, plain_desc(c.shape_of(last))), 0});
}

// The operand's plain memory as a stack of matrices of `rank` dimensions.
MemDesc operand_desc(const Shape& stored, size_t rank, bool is_transposed) {
  Shape shape(rank - stored.size(), 1);
  shape.insert(shape.end(), stored.begin(), stored.end());
  Shape strides(rank, 1);
  for (size_t i = rank - 1; i > 0; --i) strides[i - 1] = strides[i] * shape[i];
  if (is_transposed) {
    std::swap(shape[rank - 1], shape[rank - 2]);
    std::swap(strides[rank - 1], strides[rank - 2]);
  }
  return strided_desc(shape, strides);
}

void emit_batched(Compiler& c, const Chain& chain, const Node& head) {
  const auto& a = head.as<MatMulAttrs>();
  const ValueId last = c.graph().node(chain.last()).outputs[0];
  const Shape& shape = c.shape_of(head.outputs[0]);
  const size_t rank = shape.size();
  const auto operand = [&](size_t i, bool is_transposed) {
    return c.view(c.plain(head.inputs[i]),
                  operand_desc(c.shape_of(head.inputs[i]), rank, is_transposed));
  };
  const BufferId x = operand(0, a.transpose_a), b = operand(1, a.transpose_b);
  const BufferId y = c.new_buffer(plain_desc(shape));
  Shape bias_shape(rank, 1);
  bias_shape.back() = shape.back();
  BufferId bias = bias_of(c, chain);
  if (bias != kNoId) bias = c.view(bias, plain_desc(bias_shape));
  const dnnl::matmul::desc desc =
      bias == kNoId ? dnnl::matmul::desc(c.desc_of(x), c.desc_of(b), c.desc_of(y))
                    : dnnl::matmul::desc(c.desc_of(x), c.desc_of(b), c.desc_of(bias), c.desc_of(y));
  const dnnl::matmul::primitive_desc primitive(desc, make_attributes(false, chain.activation),
                                               c.engine());
  add_product(c, dnnl::matmul(primitive), primitive.scratchpad_desc(), x, b, bias, y);
  c.define(last, {y, 0});
}

}  // namespace

void emit_matmul(Compiler& c, const Chain& chain) {
  const Node& head = c.graph().node(chain.head());
  const ThreadScope one_thread(1);
  const bool is_dense = c.shape_of(head.inputs[1]).size() == 2 &&
                        !head.as<MatMulAttrs>().transpose_a && c.is_constant(head.inputs[1]);
  is_dense ? emit_dense(c, chain, head) : emit_batched(c, chain, head);
}

}  // namespace msquant
