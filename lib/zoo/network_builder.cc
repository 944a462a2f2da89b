#include "zoo/network_builder.h"

#include <algorithm>
#include <utility>

#include "graph/padding.h"

namespace msquant {
namespace {

// How many classes a network has that is built without a checkpoint: CIFAR-10's.
constexpr int64_t kDefaultClasses = 10;

Padding resolve(PadMode mode, const Shape& image, int64_t kernel, int64_t stride) {
  if (mode == PadMode::kValid) return {};
  if (mode == PadMode::kPad) {
    const int64_t each = (kernel - 1) / 2;
    return {each, each, each, each};
  }
  return same_padding(image, {kernel, kernel}, {stride, stride});
}

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

}  // namespace

bool Need::has_right_shape() const {
  const Shape& other = found->shape();
  return other.size() >= shape.size() && std::equal(shape.begin(), shape.end(), other.begin()) &&
         std::all_of(other.begin() + static_cast<std::ptrdiff_t>(shape.size()), other.end(),
                     [](int64_t dim) { return dim == 1; });
}

bool Need::fits() const {
  return !is_missing() && has_right_shape() && is_floating(found->dtype());
}

NetworkBuilder::NetworkBuilder(const std::string& network, const ParameterSet& parameters,
                               std::string prefix, const NetworkInput& input)
    : graph_(network), parameters_(parameters), prefix_(std::move(prefix)), input_(input) {
  graph_.add_input("x",
                   {DType::kFloat32, {input.batch, input.channels, input.height, input.width}});
}

ValueId NetworkBuilder::parameter(const std::string& name, const Shape& shape) {
  needs_.push_back({name, shape, find(name)});
  const Need& need = needs_.back();
  // The stand-in has a type but no memory: a graph with stand-ins is never handed out.
  return graph_.add_constant(name, need.fits() ? need.found->to_float32().reshaped(shape)
                                               : Tensor::view(DType::kFloat32, shape, nullptr, {}));
}

std::string NetworkBuilder::parameter_scope(const std::string& cell) const {
  for (const std::string& scope : hidden_scopes_) {
    if (starts_with(cell, scope)) return cell.substr(scope.size());
  }
  return cell;
}

ValueId NetworkBuilder::conv(const std::string& cell, ValueId x, const ConvSpec& spec) {
  const std::string scope = parameter_scope(cell);
  std::vector<ValueId> inputs{
      x, parameter(scope + ".weight",
                   {spec.channels, channels(x) / spec.groups, spec.kernel, spec.kernel})};
  if (has_parameter(scope + ".bias")) inputs.push_back(parameter(scope + ".bias", {spec.channels}));
  ConvAttrs attributes;
  attributes.stride = {spec.stride, spec.stride};
  attributes.padding = resolve(spec.pad_mode, shape_of(x), spec.kernel, spec.stride);
  attributes.groups = spec.groups;
  return node(OpKind::kConv2d, cell, std::move(inputs), attributes);
}

ValueId NetworkBuilder::batch_norm(const std::string& cell, ValueId x, float epsilon) {
  const std::string scope = parameter_scope(cell);
  const Shape shape{channels(x)};
  const ValueId mean = parameter(scope + ".moving_mean", shape);
  const ValueId variance = parameter(scope + ".moving_variance", shape);
  const ValueId gamma = parameter(scope + ".gamma", shape);
  const ValueId beta = parameter(scope + ".beta", shape);
  return node(OpKind::kBatchNorm, cell, {x, gamma, beta, mean, variance}, BatchNormAttrs{epsilon});
}

ValueId NetworkBuilder::dense(const std::string& cell, ValueId x, int64_t units) {
  const std::string scope = parameter_scope(cell);
  const ValueId weight = parameter(scope + ".weight", {units, shape_of(x).at(1)});
  const ValueId bias = parameter(scope + ".bias", {units});
  return node(OpKind::kMatMul, cell, {x, weight, bias}, MatMulAttrs{false, true});
}

ValueId NetworkBuilder::classifier(const std::string& cell, ValueId x) {
  const Tensor* weight = find(parameter_scope(cell) + ".weight");
  const bool is_usable = weight != nullptr && !weight->shape().empty() && weight->shape()[0] > 0;
  return dense(cell, x,
               is_usable ? weight->shape()[0] : input_.class_num.value_or(kDefaultClasses));
}

ValueId NetworkBuilder::max_pool(const std::string& name, ValueId x, int64_t kernel, int64_t stride,
                                 PadMode pad_mode) {
  PoolAttrs attributes;
  attributes.kernel = {kernel, kernel};
  attributes.stride = {stride, stride};
  attributes.padding = resolve(pad_mode, shape_of(x), kernel, stride);
  return node(OpKind::kMaxPool, name, {x}, attributes);
}

ValueId NetworkBuilder::mean_over_image(const std::string& name, ValueId x, bool keep_dims) {
  return node(OpKind::kReduceMean, name, {x}, ReduceAttrs{{2, 3}, keep_dims});
}

ValueId NetworkBuilder::flatten(const std::string& name, ValueId x) {
  return node(OpKind::kFlatten, name, {x}, AxisAttrs{1});
}

ValueId NetworkBuilder::node(OpKind kind, const std::string& name, std::vector<ValueId> inputs,
                             Attributes attributes) {
  return graph_.add_node(kind, name, std::move(attributes), std::move(inputs));
}

}  // namespace msquant
