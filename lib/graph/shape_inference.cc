#include "graph/shape_inference.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "base/error.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

// A node together with the types of its inputs: what each rule below looks at.
struct Operands {
  const Node& node;
  std::vector<TensorType> types;

  size_t count() const { return types.size(); }
  const Shape& shape(size_t i) const { return types[i].shape; }
  DType dtype(size_t i) const { return types[i].dtype; }

  [[noreturn]] void fail(const std::string& because) const {
    throw Error(ErrorKind::kModel, "the inputs of an operator do not fit it",
                "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
  }
  void require(bool condition, const std::string& because) const {
    if (!condition) fail(because);
  }
  void require_rank(size_t i, size_t rank) const {
    require(shape(i).size() == rank, "input " + std::to_string(i) + " has shape " +
                                         to_string(shape(i)) + ", expected " +
                                         std::to_string(rank) + " dimensions");
  }
  void require_vector(size_t i, int64_t length) const {
    require(shape(i) == Shape{length}, "input " + std::to_string(i) + " has shape " +
                                           to_string(shape(i)) + ", expected " +
                                           to_string(Shape{length}));
  }
};

// Integer operands are multiplied exactly and give int32; float operands keep their type.
DType product_type(const Operands& op) {
  op.require(op.dtype(0) == op.dtype(1), "its operands have different element types");
  if (op.dtype(0) == DType::kInt8) {
    op.require(op.count() < 3 || op.dtype(2) == DType::kInt32, "its bias must be int32");
    return DType::kInt32;
  }
  op.require(is_floating(op.dtype(0)), "its operands must be floating-point or int8");
  return op.dtype(0);
}

int64_t window_count(const Operands& op, int64_t size, int64_t before, int64_t after,
                     int64_t kernel, int64_t stride, bool ceil_mode) {
  // Far above any real network, far below overflow.
  constexpr int64_t kMost = int64_t{1} << 40;
  op.require(kernel > 0 && stride > 0 && before >= 0 && after >= 0,
             "kernel and stride must be positive and padding not negative");
  op.require(size < kMost && kernel < kMost && stride < kMost && before < kMost && after < kMost,
             "image, kernel, stride or padding is too large");
  const int64_t free = size + before + after - kernel;
  op.require(free >= 0, "its kernel is larger than the padded image");
  int64_t count = free / stride + 1;
  // A window that would start in the trailing padding is not counted (as PyTorch and MindSpore do).
  if (ceil_mode && free % stride != 0 && count * stride < size + before) ++count;
  return count;
}

TensorType infer_conv(const Operands& op) {
  const auto& a = op.node.as<ConvAttrs>();
  op.require_rank(0, 4);
  op.require_rank(1, 4);
  const Shape &x = op.shape(0), &w = op.shape(1);
  op.require(a.groups > 0 && w[0] % a.groups == 0 && x[1] == w[1] * a.groups,
             "image of " + std::to_string(x[1]) + " channels, weight " + to_string(w) +
                 ", groups " + std::to_string(a.groups));
  constexpr int64_t kMostDilation = int64_t{1} << 20;
  op.require(a.dilation[0] > 0 && a.dilation[1] > 0 && a.dilation[0] < kMostDilation &&
                 a.dilation[1] < kMostDilation && w[2] < kMostDilation && w[3] < kMostDilation,
             "dilation must be positive, and dilation and kernel not too large");
  if (op.count() > 2) op.require_vector(2, w[0]);
  const auto& p = a.padding;
  return {
      product_type(op),
      {x[0], w[0],
       window_count(op, x[2], p.top, p.bottom, (w[2] - 1) * a.dilation[0] + 1, a.stride[0], false),
       window_count(op, x[3], p.left, p.right, (w[3] - 1) * a.dilation[1] + 1, a.stride[1],
                    false)}};
}

Shape broadcast(const Operands& op, const Shape& a, const Shape& b) {
  Shape result(std::max(a.size(), b.size()));
  for (size_t i = 0; i < result.size(); ++i) {
    const int64_t da = i < a.size() ? a[a.size() - 1 - i] : 1;
    const int64_t db = i < b.size() ? b[b.size() - 1 - i] : 1;
    op.require(da == db || da == 1 || db == 1,
               "shapes " + to_string(a) + " and " + to_string(b) + " do not broadcast");
    result[result.size() - 1 - i] = da == 1 ? db : da;
  }
  return result;
}

TensorType infer_matmul(const Operands& op) {
  const auto& attrs = op.node.as<MatMulAttrs>();
  Shape a = op.shape(0), b = op.shape(1);
  op.require(a.size() >= 2 && b.size() >= 2, "its operands must have two dimensions or more");
  if (attrs.transpose_a) std::swap(a[a.size() - 1], a[a.size() - 2]);
  if (attrs.transpose_b) std::swap(b[b.size() - 1], b[b.size() - 2]);
  op.require(a.back() == b[b.size() - 2],
             "matrices " + to_string(a) + " and " + to_string(b) + " do not multiply");
  Shape result = broadcast(op, Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
  result.push_back(a[a.size() - 2]);
  result.push_back(b.back());
  if (op.count() > 2) op.require_vector(2, result.back());
  return {product_type(op), result};
}

// BiasAdd and BatchNorm: vectors along dimension 1.
TensorType infer_channel_vectors(const Operands& op) {
  op.require(op.shape(0).size() >= 2, "its first input needs a channel dimension");
  for (size_t i = 1; i < op.count(); ++i) op.require_vector(i, op.shape(0)[1]);
  return op.types[0];
}

TensorType infer_same(const Operands& op) { return op.types[0]; }

TensorType infer_elementwise(const Operands& op) {
  op.require(op.dtype(0) == op.dtype(1), "its operands have different element types");
  return {op.dtype(0), broadcast(op, op.shape(0), op.shape(1))};
}

TensorType infer_softmax(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  op.require(axis >= 0 && axis < static_cast<int64_t>(op.shape(0).size()), "axis out of range");
  return op.types[0];
}

TensorType infer_pool(const Operands& op) {
  const auto& a = op.node.as<PoolAttrs>();
  op.require_rank(0, 4);
  const Shape& x = op.shape(0);
  const auto& p = a.padding;
  return {
      op.dtype(0),
      {x[0], x[1], window_count(op, x[2], p.top, p.bottom, a.kernel[0], a.stride[0], a.ceil_mode),
       window_count(op, x[3], p.left, p.right, a.kernel[1], a.stride[1], a.ceil_mode)}};
}

TensorType infer_reduce(const Operands& op) {
  const auto& a = op.node.as<ReduceAttrs>();
  Shape result;
  for (int64_t i = 0; i < static_cast<int64_t>(op.shape(0).size()); ++i) {
    const bool reduced = std::find(a.axes.begin(), a.axes.end(), i) != a.axes.end();
    if (!reduced) result.push_back(op.shape(0)[static_cast<size_t>(i)]);
    if (reduced && a.keep_dims) result.push_back(1);
  }
  for (int64_t axis : a.axes) {
    op.require(axis >= 0 && axis < static_cast<int64_t>(op.shape(0).size()), "axis out of range");
  }
  return {op.dtype(0), result};
}

TensorType infer_reshape(const Operands& op) {
  Shape target = op.node.as<ReshapeAttrs>().shape;
  int64_t known = 1;
  int64_t* unknown = nullptr;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0 && i < op.shape(0).size()) target[i] = op.shape(0)[i];
    if (target[i] == -1) {
      op.require(unknown == nullptr, "its target shape has two unknown dimensions");
      unknown = &target[i];
    } else {
      op.require(target[i] >= 0 && !__builtin_mul_overflow(known, target[i], &known),
                 "bad target shape " + to_string(target));
    }
  }
  const int64_t count = element_count(op.shape(0));
  if (unknown != nullptr) *unknown = known == 0 ? 0 : count / known;
  op.require(checked_element_count(target) == count,
             to_string(op.shape(0)) + " cannot become " + to_string(target));
  return {op.dtype(0), target};
}

TensorType infer_flatten(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  const Shape& x = op.shape(0);
  op.require(axis >= 0 && axis <= static_cast<int64_t>(x.size()), "axis out of range");
  return {op.dtype(0),
          {element_count(Shape(x.begin(), x.begin() + axis)),
           element_count(Shape(x.begin() + axis, x.end()))}};
}

TensorType infer_transpose(const Operands& op) {
  const auto& permutation = op.node.as<TransposeAttrs>().permutation;
  const Shape& x = op.shape(0);
  std::vector<int64_t> axes(x.size());
  std::iota(axes.begin(), axes.end(), int64_t{0});
  op.require(std::is_permutation(permutation.begin(), permutation.end(), axes.begin(), axes.end()),
             "its permutation " + to_string(permutation) + " does not fit " + to_string(x));
  Shape result;
  for (int64_t axis : permutation) result.push_back(x[static_cast<size_t>(axis)]);
  return {op.dtype(0), result};
}

TensorType infer_concat(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  Shape result = op.shape(0);
  op.require(axis >= 0 && axis < static_cast<int64_t>(result.size()), "axis out of range");
  const auto at = static_cast<size_t>(axis);
  for (size_t i = 1; i < op.count(); ++i) {
    Shape other = op.shape(i);
    op.require(other.size() == result.size() && op.dtype(i) == op.dtype(0),
               "its inputs have different ranks or element types");
    op.require(!__builtin_add_overflow(result[at], other[at], &result[at]),
               "its output is too large");
    other[at] = result[at];
    op.require(other == result, "its inputs differ outside the axis");
  }
  return {op.dtype(0), result};
}

TensorType infer_pad(const Operands& op) {
  const auto& a = op.node.as<PadAttrs>();
  Shape result = op.shape(0);
  op.require(a.before.size() == result.size() && a.after.size() == result.size(),
             "it pads another number of dimensions than its input has");
  for (size_t i = 0; i < result.size(); ++i) {
    op.require(a.before[i] >= 0 && a.after[i] >= 0 &&
                   !__builtin_add_overflow(result[i], a.before[i], &result[i]) &&
                   !__builtin_add_overflow(result[i], a.after[i], &result[i]),
               "its padding is negative or too large");
  }
  return {op.dtype(0), result};
}

TensorType infer_cast(const Operands& op) { return {op.node.as<CastAttrs>().to, op.shape(0)}; }

TensorType infer_fake_quant(const Operands& op) {
  const auto& params = op.node.as<FakeQuantAttrs>().params;
  if (params && params->is_per_channel()) {
    const auto axis = static_cast<size_t>(params->axis);
    op.require(axis < op.shape(0).size() &&
                   op.shape(0)[axis] == static_cast<int64_t>(params->scale.size()),
               "its scales do not fit " + to_string(op.shape(0)));
  }
  return op.types[0];
}

TensorType infer_quantize(const Operands& op) {
  op.require(is_floating(op.dtype(0)), "its input must be floating-point");
  return {DType::kInt8, op.shape(0)};
}

TensorType infer_dequantize(const Operands& op) {
  const auto& a = op.node.as<DequantizeAttrs>();
  op.require(op.dtype(0) == DType::kInt32, "its input must be int32");
  op.require(op.dtype(1) == DType::kFloat32, "its scale must be float32");
  op.require(a.axis >= 0 && a.axis < static_cast<int64_t>(op.shape(0).size()), "axis out of range");
  op.require_vector(1, op.shape(0)[static_cast<size_t>(a.axis)]);
  return {a.to, op.shape(0)};
}

using Rule = TensorType (*)(const Operands&);

Rule rule_of(OpKind kind) {
  switch (kind) {
    case OpKind::kConv2d:
      return infer_conv;
    case OpKind::kMatMul:
      return infer_matmul;
    case OpKind::kBiasAdd:
    case OpKind::kBatchNorm:
      return infer_channel_vectors;
    case OpKind::kRelu:
    case OpKind::kRelu6:
    case OpKind::kSigmoid:
    case OpKind::kIdentity:
      return infer_same;
    case OpKind::kSoftmax:
      return infer_softmax;
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
    case OpKind::kDiv:
      return infer_elementwise;
    case OpKind::kMaxPool:
    case OpKind::kAvgPool:
      return infer_pool;
    case OpKind::kReduceMean:
      return infer_reduce;
    case OpKind::kReshape:
      return infer_reshape;
    case OpKind::kFlatten:
      return infer_flatten;
    case OpKind::kTranspose:
      return infer_transpose;
    case OpKind::kConcat:
      return infer_concat;
    case OpKind::kPad:
      return infer_pad;
    case OpKind::kCast:
      return infer_cast;
    case OpKind::kFakeQuant:
      return infer_fake_quant;
    case OpKind::kQuantize:
      return infer_quantize;
    case OpKind::kDequantize:
      return infer_dequantize;
  }
  MSQUANT_CHECK(false);
}

}  // namespace

TensorType infer_type(const Graph& graph, const Node& node) {
  Operands op{node, {}};
  for (ValueId input : node.inputs) op.types.push_back(graph.value(input).type);
  const OpInfo& info = info_of(node.kind);
  const auto count = static_cast<int>(op.count());
  op.require(count >= info.min_inputs && (info.max_inputs < 0 || count <= info.max_inputs),
             "it has " + std::to_string(count) + " inputs");
  TensorType type = rule_of(node.kind)(op);
  op.require(checked_byte_count(type.dtype, type.shape).has_value(),
             "its output shape " + to_string(type.shape) + " is too large");
  return type;
}

void infer_types(Graph& graph) {
  for (NodeId id : topological_order(graph)) {
    graph.value(graph.node(id).outputs[0]).type = infer_type(graph, graph.node(id));
  }
}

void set_batch_size(Graph& graph, int64_t batch) {
  int64_t old_batch = 0;
  for (ValueId input : graph.inputs()) {
    Shape& shape = graph.value(input).type.shape;
    if (shape.empty()) continue;
    old_batch = shape[0];
    shape[0] = batch;
  }
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind != OpKind::kReshape) continue;
    auto& target = graph.node(id).as<ReshapeAttrs>().shape;
    if (!target.empty() && target[0] == old_batch) target[0] = batch;
  }
  infer_types(graph);
}

}  // namespace msquant
