#include "calibrate/layer_bytes.h"

#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "passes/quantized_layers.h"

namespace msquant {
namespace {

template <class Elements>
void put_elements(std::string& bytes, const Elements& elements) {
  bytes.append(reinterpret_cast<const char*>(elements.data()),
               static_cast<size_t>(elements.size()) * sizeof(float));
}

template <class Elements>
void take_elements(std::string_view& bytes, Elements&& elements) {
  const auto size = static_cast<int64_t>(elements.size()) * int64_t{sizeof(float)};
  std::memcpy(elements.data(), take_bytes(bytes, size).data(), static_cast<size_t>(size));
}

}  // namespace

std::string layer_bytes(const Graph& graph, const std::vector<NodeId>& layers) {
  std::string bytes;
  for (NodeId id : layers) {
    const Node& layer = graph.node(id);
    put_elements(bytes, weight_of(graph, layer).data<float>());
    put_elements(bytes, bias_of(graph, layer));
  }
  return bytes;
}

void set_layer_bytes(Graph& graph, const std::vector<NodeId>& layers, std::string_view bytes) {
  for (NodeId id : layers) {
    const Node& layer = graph.node(id);
    Tensor weight = Tensor::uninitialized(DType::kFloat32, weight_of(graph, layer).shape());
    std::vector<float> bias = bias_of(graph, layer);
    take_elements(bytes, weight.mutable_data<float>());
    take_elements(bytes, bias);
    set_weight(graph, id, std::move(weight));
    set_bias(graph, id, bias);
  }
  MSQUANT_CHECK(bytes.empty());
}

}  // namespace msquant
