#include <algorithm>
#include <string>

#include "base/error.h"
#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// A new tensor of the call's output type, filled by fill(elements) with the elements' real type.
template <class Fill>
Tensor make_output(const KernelCall& call, Fill fill) {
  Tensor result = Tensor::allocate(call.output.dtype, call.output.shape);
  visit_dtype(call.output.dtype, [&](auto zero) { fill(result.mutable_data<decltype(zero)>()); });
  return result;
}

}  // namespace

Tensor reshape(const KernelCall& call) { return call.inputs[0].reshaped(call.output.shape); }

Tensor transpose(const KernelCall& call) {
  const Shape from = strides_of(call.inputs[0].shape());
  Shape strides;
  for (int64_t axis : call.node.as<TransposeAttrs>().permutation) {
    strides.push_back(from[static_cast<size_t>(axis)]);
  }
  return make_output(call, [&](auto y) {
    const auto x = call.inputs[0].data<std::decay_t<decltype(y[0])>>();
    for (int64_t i = 0; i < y.size(); ++i) y[i] = x[offset_of(i, call.output.shape, strides)];
  });
}

Tensor concat(const KernelCall& call) {
  const int64_t axis = call.node.as<AxisAttrs>().axis;
  const int64_t outer = AxisSplit(call.output.shape, axis).outer;
  return make_output(call, [&](auto y) {
    auto* position = y.begin();
    for (int64_t i = 0; i < outer; ++i) {
      for (const Tensor& input : call.inputs) {
        const int64_t run = input.size() / outer;
        const auto x = input.data<std::decay_t<decltype(y[0])>>().subspan(i * run, run);
        position = std::copy(x.begin(), x.end(), position);
      }
    }
  });
}

Tensor pad(const KernelCall& call) {
  const auto& attrs = call.node.as<PadAttrs>();
  const Shape& shape = call.inputs[0].shape();
  const Shape strides = strides_of(call.output.shape);
  int64_t first = 0;
  for (size_t i = 0; i < shape.size(); ++i) first += attrs.before[i] * strides[i];
  return make_output(call, [&](auto y) {
    using T = std::decay_t<decltype(y[0])>;
    const auto x = call.inputs[0].data<T>();
    const Tensor value = cast_elements(Tensor::from<float>({}, {attrs.value}), dtype_of<T>);
    std::fill(y.begin(), y.end(), value.data<T>()[0]);
    for (int64_t i = 0; i < x.size(); ++i) y[first + offset_of(i, shape, strides)] = x[i];
  });
}

Tensor slice(const KernelCall& call) {
  const auto& attrs = call.node.as<SliceAttrs>();
  const Shape& shape = call.inputs[0].shape();
  Shape strides = strides_of(shape);
  int64_t first = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    const int64_t last = attrs.step[i] < 0 ? shape[i] - 1 : shape[i];
    first += std::min(attrs.begin[i], last) * strides[i];
    // The step of a dimension of one element is never taken, and may be any number.
    strides[i] = call.output.shape[i] > 1 ? strides[i] * attrs.step[i] : 0;
  }
  return make_output(call, [&](auto y) {
    const auto x = call.inputs[0].data<std::decay_t<decltype(y[0])>>();
    for (int64_t i = 0; i < y.size(); ++i)
      y[i] = x[first + offset_of(i, call.output.shape, strides)];
  });
}

Tensor gather(const KernelCall& call) {
  const AxisSplit axis(call.inputs[0].shape(), call.node.as<AxisAttrs>().axis);
  const Span<const int32_t> indices = call.inputs[1].data<int32_t>();
  for (int32_t index : indices) {
    if (index >= 0 && index < axis.size) continue;
    throw Error(ErrorKind::kModel, "an index lies outside its axis",
                "node '" + call.node.name + "' (Gather)",
                "the index is " + std::to_string(index) + ", the axis has " +
                    std::to_string(axis.size) + " elements");
  }
  return make_output(call, [&](auto y) {
    const auto x = call.inputs[0].data<std::decay_t<decltype(y[0])>>();
    auto* position = y.begin();
    for (int64_t outer = 0; outer < axis.outer; ++outer) {
      for (int32_t index : indices) {
        const auto run = x.subspan((outer * axis.size + index) * axis.inner, axis.inner);
        position = std::copy(run.begin(), run.end(), position);
      }
    }
  });
}

Tensor broadcast_to(const KernelCall& call) {
  const Shape strides = broadcast_strides(call.inputs[0].shape(), call.output.shape);
  return make_output(call, [&](auto y) {
    const auto x = call.inputs[0].data<std::decay_t<decltype(y[0])>>();
    for (int64_t i = 0; i < y.size(); ++i) y[i] = x[offset_of(i, call.output.shape, strides)];
  });
}

Tensor tile(const KernelCall& call) {
  // Seen as [repeats, size] for each dimension, the repeats are broadcast.
  Shape shape, strides;
  const Shape own = strides_of(call.inputs[0].shape());
  for (size_t i = 0; i < own.size(); ++i) {
    shape.insert(shape.end(), {call.node.as<TileAttrs>().repeats[i], call.inputs[0].shape()[i]});
    strides.insert(strides.end(), {0, own[i]});
  }
  return make_output(call, [&](auto y) {
    const auto x = call.inputs[0].data<std::decay_t<decltype(y[0])>>();
    for (int64_t i = 0; i < y.size(); ++i) y[i] = x[offset_of(i, shape, strides)];
  });
}

}  // namespace msquant
