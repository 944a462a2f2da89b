#include "graph/dump.h"

#include <sstream>

#include "graph/traversal.h"

namespace msquant {
namespace {

std::string list(std::initializer_list<int64_t> items) { return to_string(Shape(items)); }

std::string list(const Pair& pair) { return list({pair[0], pair[1]}); }

std::string list(const Padding& p) { return list({p.top, p.bottom, p.left, p.right}); }

// Prints each family of attributes as " key=value …".
struct AttributePrinter {
  std::ostream& out;

  void operator()(std::monostate) const {}
  void operator()(const ConvAttrs& a) const {
    out << " stride=" << list(a.stride) << " pads=" << list(a.padding);
    if (a.dilation != Pair{1, 1}) out << " dilation=" << list(a.dilation);
    if (a.groups != 1) out << " groups=" << a.groups;
    if (a.x_zero_point != 0) out << " x_zero_point=" << a.x_zero_point;
  }
  void operator()(const ConvTransposeAttrs& a) const {
    out << " stride=" << list(a.stride) << " pads=" << list(a.padding);
    if (a.dilation != Pair{1, 1}) out << " dilation=" << list(a.dilation);
    if (a.output_padding != Pair{0, 0}) out << " output_padding=" << list(a.output_padding);
    if (a.groups != 1) out << " groups=" << a.groups;
  }
  void operator()(const MatMulAttrs& a) const {
    if (a.transpose_a) out << " transpose_a";
    if (a.transpose_b) out << " transpose_b";
  }
  void operator()(const BatchNormAttrs& a) const { out << " epsilon=" << a.epsilon; }
  void operator()(const LayerNormAttrs& a) const {
    out << " axis=" << a.axis << " epsilon=" << a.epsilon;
  }
  void operator()(const GroupNormAttrs& a) const {
    out << " groups=" << a.groups << " epsilon=" << a.epsilon;
  }
  void operator()(const FunctionAttrs& a) const {
    out << " alpha=" << a.alpha << " beta=" << a.beta;
  }
  void operator()(const PoolAttrs& a) const {
    out << " kernel=" << list(a.kernel) << " stride=" << list(a.stride)
        << " pads=" << list(a.padding);
    if (a.ceil_mode) out << " ceil_mode";
    if (a.count_include_pad) out << " count_include_pad";
  }
  void operator()(const AdaptivePoolAttrs& a) const { out << " size=" << list(a.size); }
  void operator()(const ResizeAttrs& a) const {
    constexpr const char* kCoordinates[] = {"asymmetric", "half_pixel", "pytorch_half_pixel",
                                            "align_corners"};
    out << " size=" << list(a.size) << (a.mode == ResizeMode::kNearest ? " nearest " : " bilinear ")
        << kCoordinates[static_cast<size_t>(a.coordinates)];
  }
  void operator()(const ReduceAttrs& a) const {
    out << " axes=" << to_string(a.axes) << (a.keep_dims ? " keep_dims" : "");
  }
  void operator()(const AxisAttrs& a) const { out << " axis=" << a.axis; }
  void operator()(const ReshapeAttrs& a) const { out << " shape=" << to_string(a.shape); }
  void operator()(const BroadcastAttrs& a) const { out << " shape=" << to_string(a.shape); }
  void operator()(const TileAttrs& a) const { out << " repeats=" << to_string(a.repeats); }
  void operator()(const SliceAttrs& a) const {
    out << " begin=" << to_string(a.begin) << " end=[";
    for (size_t i = 0; i < a.end.size(); ++i) {
      out << (i > 0 ? ", " : "");
      a.end[i] == SliceAttrs::kToEnd ? out << "end" : out << a.end[i];
    }
    out << "] step=" << to_string(a.step);
  }
  void operator()(const TransposeAttrs& a) const { out << " perm=" << to_string(a.permutation); }
  void operator()(const PadAttrs& a) const {
    out << " before=" << to_string(a.before) << " after=" << to_string(a.after)
        << " value=" << a.value;
  }
  void operator()(const CastAttrs& a) const { out << " to=" << name_of(a.to); }
  void operator()(const FakeQuantAttrs& a) const {
    if (!a.params) {
      out << " observe";
    } else if (a.params->is_per_channel()) {
      out << " channels=" << a.params->scale.size() << " axis=" << a.params->axis;
    } else {
      out << " scale=" << a.params->scale[0] << " zero_point=" << a.params->zero_point[0];
    }
  }
  void operator()(const QuantizeAttrs& a) const {
    out << " inverse_scale=" << a.inverse_scale << " zero_point=" << a.zero_point;
  }
  void operator()(const DequantizeAttrs& a) const {
    out << " axis=" << a.axis << " to=" << name_of(a.to);
  }
};

std::string type_text(const TensorType& type) {
  return std::string(name_of(type.dtype)) + to_string(type.shape);
}

}  // namespace

std::string dump(const Graph& graph) {
  std::ostringstream out;
  for (ValueId id : graph.inputs()) {
    out << "input " << graph.value(id).name << " : " << type_text(graph.value(id).type) << "\n";
  }
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    out << node.name << " = " << name_of(node.kind) << "(";
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      out << (i > 0 ? ", " : "") << graph.value(node.inputs[i]).name;
    }
    out << ")";
    std::visit(AttributePrinter{out}, node.attributes);
    out << " : " << type_text(graph.value(node.outputs[0]).type) << "\n";
  }
  for (ValueId id : graph.outputs()) out << "output " << graph.value(id).name << "\n";
  return out.str();
}

}  // namespace msquant
