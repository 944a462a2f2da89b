// Operators that move elements without changing them.
#include <algorithm>

#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

// Of a dimension and of what is added to it: more than any image needs. A broken file must not make
// us allocate what it only declares.
constexpr int64_t kMaxPadded = int64_t{1} << 20;

std::vector<int64_t> required_integers(const OnnxNode& node, OnnxSetting setting) {
  const auto values = node.integers(setting);
  if (!values) node.fail("it has no '" + std::string(setting.name) + "'");
  return *values;
}

// Which element of `size` stands at position `at` of a dimension that goes on beyond its ends.
int64_t element_beyond(const OnnxNode& node, const std::string& mode, int64_t at, int64_t size) {
  if (mode == "edge") return std::clamp<int64_t>(at, 0, size - 1);
  if (mode == "wrap") return (at % size + size) % size;
  if (mode != "reflect") node.unsupported("its mode is '" + mode + "'");
  if (at <= -size || at > 2 * size - 2) node.unsupported("it reflects more than its input");
  return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
}

// Padding with elements of the input gathers them, dimension by dimension.
OnnxOperand pad_with_elements(OnnxNode& node, const PadAttrs& pads, const std::string& mode) {
  OnnxOperand x = node.operand(0);
  x.value = node.value(0);
  for (size_t axis = 0; axis < pads.before.size(); ++axis) {
    const int64_t size = node.shape(0)[axis], before = pads.before[axis], after = pads.after[axis];
    if (before == 0 && after == 0) continue;
    if (size < 1) node.unsupported("its input has no elements to pad with");
    if (std::max({size, before, after}) > kMaxPadded) {
      node.unsupported("its input or its pads are too large");
    }
    std::vector<int32_t> elements;
    for (int64_t at = -before; at < size + after; ++at) {
      elements.push_back(static_cast<int32_t>(element_beyond(node, mode, at, size)));
    }
    const ValueId indices =
        node.add_constant(node.proto().output(0) + ".indices",
                          Tensor::from({static_cast<int64_t>(elements.size())}, elements));
    x = node.add_op(OpKind::kGather, AxisAttrs{static_cast<int64_t>(axis)}, {x.value, indices});
  }
  return x;
}

}  // namespace

OnnxOperand lower_shape(OnnxNode& node) {
  const Shape& shape = node.shape(0);
  const int64_t rank = node.rank(0);
  const auto bound = [&](const char* name, int64_t otherwise) {
    const int64_t at = node.integer({name}).value_or(otherwise);
    return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const int64_t start = bound("start", 0), end = std::max(bound("end", rank), start);
  return OnnxOperand::of(
      Tensor::from<int64_t>({end - start}, Shape(shape.begin() + start, shape.begin() + end)));
}

OnnxOperand lower_size(OnnxNode& node) {
  return OnnxOperand::of(Tensor::from<int64_t>({}, {element_count(node.shape(0))}));
}

ReshapeAttrs reshape_attributes(const OnnxNode& node) {
  const std::vector<int64_t> target = required_integers(node, {"shape", 1});
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] < -1) node.fail("its target shape is " + to_string(target));
    if (target[i] == 0 && node.is_true({"allowzero"})) {
      node.unsupported("with allowzero its target shape " + to_string(target) + " has no elements");
    }
    if (target[i] == 0 && i >= node.shape(0).size()) {
      node.fail("its target shape " + to_string(target) + " copies a dimension that " +
                to_string(node.shape(0)) + " does not have");
    }
  }
  return {target};
}

OnnxOperand lower_reshape(OnnxNode& node) {
  return node.add_unary(OpKind::kReshape, reshape_attributes(node));
}

OnnxOperand lower_flatten(OnnxNode& node) {
  const int64_t axis = node.integer({"axis"}).value_or(1), rank = node.rank(0);
  // Unlike other axes this one may be the rank itself.
  return node.add_unary(OpKind::kFlatten,
                        AxisAttrs{axis == rank ? rank : node.normalize_axis(axis, rank)});
}

Shape squeezed_shape(const OnnxNode& node) {
  const Shape& shape = node.shape(0);
  const auto axes = node.integers({"axes", 1});
  const auto chosen = node.normalize_axes(axes.value_or(std::vector<int64_t>{}), node.rank(0));
  Shape result;
  for (int64_t i = 0; i < node.rank(0); ++i) {
    const int64_t dim = shape[static_cast<size_t>(i)];
    const bool is_chosen = axes ? std::binary_search(chosen.begin(), chosen.end(), i) : dim == 1;
    if (is_chosen && dim != 1) node.fail("it removes a dimension of " + to_string(shape));
    if (!is_chosen) result.push_back(dim);
  }
  return result;
}

Shape unsqueezed_shape(const OnnxNode& node) {
  const std::vector<int64_t> axes = required_integers(node, {"axes", 1});
  const int64_t rank = node.rank(0) + static_cast<int64_t>(axes.size());
  Shape result = node.shape(0);
  for (int64_t axis : node.normalize_axes(axes, rank)) result.insert(result.begin() + axis, 1);
  return result;
}

OnnxOperand lower_squeeze(OnnxNode& node) {
  return node.add_unary(OpKind::kReshape, ReshapeAttrs{squeezed_shape(node)});
}

OnnxOperand lower_unsqueeze(OnnxNode& node) {
  return node.add_unary(OpKind::kReshape, ReshapeAttrs{unsqueezed_shape(node)});
}

std::vector<int64_t> permutation_of(const OnnxNode& node) {
  const int64_t rank = node.rank(0);
  auto permutation = node.integers({"perm"});
  if (!permutation) {
    permutation.emplace();
    for (int64_t axis = rank - 1; axis >= 0; --axis) permutation->push_back(axis);
  }
  if (static_cast<int64_t>(permutation->size()) != rank) {
    node.fail("its 'perm' " + to_string(*permutation) + " does not fit " +
              to_string(node.shape(0)));
  }
  node.normalize_axes(*permutation, rank);  // throws unless each axis is there once
  for (int64_t& axis : *permutation) axis = node.normalize_axis(axis, rank);
  return *permutation;
}

OnnxOperand lower_transpose(OnnxNode& node) {
  return node.add_unary(OpKind::kTranspose, TransposeAttrs{permutation_of(node)});
}

OnnxOperand lower_concat(OnnxNode& node) {
  const auto axis = node.integer({"axis"});
  if (!axis) node.fail("it has no 'axis'");
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < node.input_count(); ++i) inputs.push_back(node.value(i));
  return node.add_op(OpKind::kConcat, AxisAttrs{node.normalize_axis(*axis, node.rank(0))},
                     std::move(inputs));
}

OnnxOperand lower_pad(OnnxNode& node) {
  const std::vector<int64_t> pads = required_integers(node, {"pads", 1});
  const auto rank = static_cast<size_t>(node.rank(0));
  std::vector<int64_t> axes(rank);
  for (size_t i = 0; i < rank; ++i) axes[i] = static_cast<int64_t>(i);
  axes = node.integers({"axes", 3}).value_or(axes);
  if (pads.size() != 2 * axes.size()) node.fail("its 'pads' do not fit its axes");
  node.normalize_axes(axes, node.rank(0));
  PadAttrs attrs{Shape(rank), Shape(rank), 0};
  for (size_t i = 0; i < axes.size(); ++i) {
    const auto axis = static_cast<size_t>(node.normalize_axis(axes[i], node.rank(0)));
    attrs.before[axis] = pads[i];
    attrs.after[axis] = pads[i + axes.size()];
  }
  for (int64_t pad : pads) {
    if (pad < 0) node.unsupported("its pads are negative: it crops");
  }
  const std::string mode = node.text("mode").value_or("constant");
  if (mode != "constant") return pad_with_elements(node, attrs, mode);
  attrs.value = node.real({"value", 2}).value_or(0);
  return node.add_unary(OpKind::kPad, attrs);
}

}  // namespace msquant
