#include "engine/onednn/integer_product.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace msquant {
namespace {

bool has_exact_int8() {
  static const dnnl::cpu_isa kExact[] = {dnnl::cpu_isa::avx2_vnni, dnnl::cpu_isa::avx512_core_vnni,
                                         dnnl::cpu_isa::avx512_core_bf16,
                                         dnnl::cpu_isa::avx512_core_amx};
  const dnnl::cpu_isa isa = dnnl::get_effective_cpu_isa();
  return std::find(std::begin(kExact), std::end(kExact), isa) != std::end(kExact);
}

// Padding multiplies by 0, which as a byte is the zero point + 128.
bool pads_with_zero_bytes(const ConvAttrs& attributes) {
  const auto& [top, bottom, left, right] = attributes.padding;
  const bool has_padding = top > 0 || bottom > 0 || left > 0 || right > 0;
  return attributes.x_zero_point == kQuantMin || !has_padding;
}

// [M, k] x [k, N] as [M, k, 1, 1] * [N, k, 1, 1].
IntegerProduct product_of_matmul(const Graph& graph, const Node& head, const Tensor& b) {
  const Shape& x = graph.value(head.inputs[0]).type.shape;
  const int64_t k = x.back(), columns = element_count(b.shape()) / k, rows = element_count(x) / k;
  IntegerProduct product;
  product.x = {rows, k, 1, 1};
  product.y = {rows, columns, 1, 1};
  product.weight = b.reshaped({columns, k, 1, 1});
  if (head.as<MatMulAttrs>().transpose_b) return product;
  product.weight = Tensor::allocate(DType::kInt8, {columns, k, 1, 1});
  const Span<const int8_t> from = b.data<int8_t>();
  const Span<int8_t> to = product.weight.mutable_data<int8_t>();
  for (int64_t i = 0; i < k; ++i) {
    for (int64_t j = 0; j < columns; ++j) to[j * k + i] = from[i * columns + j];
  }
  return product;
}

IntegerProduct product_of(const Graph& graph, const Node& head) {
  const Tensor& weight = *graph.value(head.inputs[1]).constant;
  if (head.kind == OpKind::kMatMul) return product_of_matmul(graph, head, weight);
  IntegerProduct product;
  product.x = graph.value(head.inputs[0]).type.shape;
  product.y = graph.value(head.outputs[0]).type.shape;
  product.weight = weight;
  product.attributes = head.as<ConvAttrs>();
  return product;
}

// Exact sums of the biases.
std::vector<int64_t> bias_of(const Graph& graph, const Chain& chain, int64_t channels) {
  std::vector<ValueId> addends;
  const Node& head = graph.node(chain.head());
  if (head.inputs.size() > 2) addends.push_back(head.inputs[2]);
  for (NodeId id : chain.affine) addends.push_back(graph.node(id).inputs[1]);
  std::vector<int64_t> bias(static_cast<size_t>(channels));
  for (ValueId id : addends) {
    const Tensor addend = *graph.value(id).constant;
    std::transform(bias.begin(), bias.end(), addend.data<int32_t>().begin(), bias.begin(),
                   std::plus<>());
  }
  return bias;
}

}  // namespace

IntegerRange IntegerProduct::range() const {
  return {std::min<int64_t>(kQuantMin - zero_point(), 0),
          std::max<int64_t>(kQuantMax - zero_point(), 0)};
}

IntegerProduct integer_product(const Graph& graph, const Chain& chain) {
  IntegerProduct product = product_of(graph, graph.node(chain.head()));
  product.bias = bias_of(graph, chain, product.y[1]);
  return product;
}

std::optional<IntegerProduct> product_of_bytes(IntegerProduct product) {
  if (!has_exact_int8() || !pads_with_zero_bytes(product.attributes)) return {};
  product.is_of_bytes = true;
  const int64_t offset = product.attributes.x_zero_point - kQuantMin;
  if (offset == 0) return product;
  const int64_t count = product.weight.size() / product.y[1];
  const int8_t* w = product.weight.data<int8_t>().begin();
  for (int64_t& bias : product.bias) {
    bias -= offset * std::accumulate(w, w + count, int64_t{0});
    w += count;
  }
  return product;
}

bool multiplies_bytes(const Graph& graph, const Node& node, ValueId x) {
  const bool is_product = node.kind == OpKind::kConv2d || node.kind == OpKind::kMatMul;
  if (!has_exact_int8() || !is_product || node.inputs[0] != x) return false;
  const Value& weight = graph.value(node.inputs[1]);
  if (!weight.constant || weight.type.dtype != DType::kInt8) return false;
  return node.kind == OpKind::kMatMul || pads_with_zero_bytes(node.as<ConvAttrs>());
}

}  // namespace msquant
