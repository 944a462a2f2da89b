// Poolings and reductions.
#include <optional>

#include "engine/onednn/emit.h"

namespace msquant {
namespace {

// Padding behind the image such that the last window ends there. In ceil mode that may be more than
// the node says.
int64_t padding_after(int64_t size, int64_t windows, int64_t kernel, int64_t stride,
                      int64_t before) {
  return (windows - 1) * stride + kernel - size - before;
}

dnnl::algorithm pool_algorithm(const Node& node) {
  if (node.kind == OpKind::kMaxPool) return dnnl::algorithm::pooling_max;
  return node.as<PoolAttrs>().count_include_pad ? dnnl::algorithm::pooling_avg_include_padding
                                                : dnnl::algorithm::pooling_avg_exclude_padding;
}

void add_pool(Compiler& c, const Node& node, dnnl::algorithm algorithm, const PoolAttrs& a,
              const Shape& result, Carrier x) {
  const dnnl::memory::dims size = c.desc_of(x.buffer).dims();
  const dnnl::memory::dims stride(a.stride.begin(), a.stride.end());
  const dnnl::memory::dims kernel(a.kernel.begin(), a.kernel.end());
  const dnnl::memory::dims before{a.padding.top, a.padding.left};
  const dnnl::memory::dims after{
      padding_after(size[2], result[2], a.kernel[0], a.stride[0], a.padding.top),
      padding_after(size[3], result[3], a.kernel[1], a.stride[1], a.padding.left)};
  const dnnl::pooling_forward::desc desc(dnnl::prop_kind::forward_inference, algorithm,
                                         c.desc_of(x.buffer), any_desc(result), stride, kernel,
                                         before, after);
  const dnnl::pooling_forward::primitive_desc primitive(
      desc, make_attributes(false, Activation::kNone), c.engine());
  const BufferId pooled = c.new_buffer(primitive.dst_desc());
  c.add_primitive(dnnl::pooling_forward(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x.buffer}, {DNNL_ARG_DST, pooled}});
  const ValueId y = node.outputs[0];
  if (c.shape_of(y) == result) return c.define(y, {pooled, x.zero_point});
  const BufferId plain = c.converted(pooled, plain_desc(result));
  c.define(y, {c.view(plain, plain_desc(c.shape_of(y))), x.zero_point});
}

dnnl::algorithm reduction_algorithm(OpKind kind) {
  if (kind == OpKind::kReduceSum) return dnnl::algorithm::reduction_sum;
  if (kind == OpKind::kReduceMax) return dnnl::algorithm::reduction_max;
  return dnnl::algorithm::reduction_mean;
}

// The mean of each channel of an image, which the layouts of images suit.
void emit_global_mean(Compiler& c, const Node& node, const Shape& x) {
  PoolAttrs pool;
  pool.kernel = pool.stride = {x[2], x[3]};
  add_pool(c, node, dnnl::algorithm::pooling_avg_exclude_padding, pool, {x[0], x[1], 1, 1},
           {c.any_layout(node.inputs[0]), 0});
}

}  // namespace

void emit_pool(Compiler& c, const Node& node) {
  const ValueId x = node.inputs[0];
  const int32_t zero_point = c.zero_point_of(x);
  add_pool(c, node, pool_algorithm(node), node.as<PoolAttrs>(), c.shape_of(node.outputs[0]),
           {c.any_layout(x, zero_point), zero_point});
}

void emit_reduce(Compiler& c, const Node& node) {
  const ValueId input = node.inputs[0], output = node.outputs[0];
  const auto& axes = node.as<ReduceAttrs>().axes;
  const Shape& shape = c.shape_of(input);
  if (axes.empty()) return c.define_view(output, input);
  const bool is_mean = node.kind == OpKind::kReduceMean;
  if (is_mean && shape.size() == 4 && axes == std::vector<int64_t>{2, 3}) {
    return emit_global_mean(c, node, shape);
  }
  Shape reduced = shape;
  for (int64_t axis : axes) reduced[static_cast<size_t>(axis)] = 1;
  const BufferId x = c.plain(input);
  if (reduced == shape) return c.define_view(output, input);
  const BufferId y = c.new_buffer(plain_desc(reduced));
  const dnnl::reduction::desc desc(reduction_algorithm(node.kind), c.desc_of(x), c.desc_of(y), 0.f,
                                   0.f);
  const dnnl::reduction::primitive_desc primitive(desc, make_attributes(false, Activation::kNone),
                                                  c.engine());
  c.add_primitive(dnnl::reduction(primitive), primitive.scratchpad_desc(),
                  {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  c.define(output, {c.view(y, plain_desc(c.shape_of(output))), 0});
}

}  // namespace msquant
