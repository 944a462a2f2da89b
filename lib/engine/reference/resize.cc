#include "engine/reference/kernels.h"
#include "graph/resize_sources.h"

namespace msquant {

Tensor resize(const KernelCall& call) {
  const auto& attrs = call.node.as<ResizeAttrs>();
  const Shape &in = call.inputs[0].shape(), &out = call.output.shape;
  const std::vector<ResizeSource> rows = resize_sources(attrs, in[2], out[2], attrs.scale[0]);
  const std::vector<ResizeSource> columns = resize_sources(attrs, in[3], out[3], attrs.scale[1]);
  const float* plane = call.inputs[0].data<float>().data();
  Tensor result = Tensor::allocate(DType::kFloat32, out);
  float* y = result.mutable_data<float>().begin();
  const auto mix = [](double low, double high, double weight) {
    return low * (1 - weight) + high * weight;
  };
  for (int64_t n = 0; n < out[0] * out[1]; ++n, plane += in[2] * in[3]) {
    for (const ResizeSource& row : rows) {
      const float *above = plane + row.low * in[3], *below = plane + row.high * in[3];
      for (const ResizeSource& column : columns) {
        *y++ = static_cast<float>(mix(mix(above[column.low], above[column.high], column.weight),
                                      mix(below[column.low], below[column.high], column.weight),
                                      row.weight));
      }
    }
  }
  return result;
}

}  // namespace msquant
