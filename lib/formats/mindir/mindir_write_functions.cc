// Writing functions of one and two elements that are more than a primitive.
#include <cmath>

#include "formats/mindir/mindir_formula.h"
#include "formats/mindir/mindir_write_ops.h"
#include "formats/numbers.h"

namespace msquant {
namespace {

std::string positive_part(const MindirFormula& f, const std::string& x) {
  return f.step("Maximum", {x, f.number(0)}, f.type(0));
}

std::string negative_part(const MindirFormula& f, const std::string& x) {
  return f.step("Minimum", {x, f.number(0)}, f.type(0));
}

// The number of slopes if PReLU takes them, 0 otherwise: one for all, or one for each channel.
int64_t count_slopes(const Shape& x, const Shape& slope) {
  const int64_t count = element_count(slope);
  if (slope.size() > x.size()) return 0;
  if (count == 1) return 1;
  Shape channels(x.size(), 1);
  if (x.size() < 2) return 0;
  channels[1] = x[1];
  Shape spread(x.size() - slope.size(), 1);
  spread.insert(spread.end(), slope.begin(), slope.end());
  return spread == channels ? count : 0;
}

}  // namespace

std::string write_mindir_log(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  return f.last(
      "Log", {f.input(0)},
      {{"base", real_literal(-1)}, {"scale", real_literal(1)}, {"shift", real_literal(0)}});
}

// A PReLU of one slope: MindSpore has no LeakyReLU on all of its targets.
std::string write_mindir_leaky_relu(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto slope = tensor_of_numbers(f.type(0).dtype, {1}, {node.as<FunctionAttrs>().alpha});
  return f.last("PReLU", {f.input(0), f.tensor("slope", slope)});
}

// MindSpore knows an alpha of 1 only.
std::string write_mindir_elu(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const float alpha = node.as<FunctionAttrs>().alpha;
  const std::string one = f.literal("alpha", real_literal(1)), x = f.input(0);
  if (alpha == 1) return f.last("Elu", {x, one});
  const std::string curve = f.step("Elu", {negative_part(f, x), one});
  return f.last("Add", {positive_part(f, x), f.step("Mul", {curve, f.number(alpha)})});
}

std::string write_mindir_clip(MindirBuilder& builder, const Node& node) {
  const auto& bounds = node.as<FunctionAttrs>();
  return builder.add_node(
      "ClampScalar", node,
      {{"min", real_literal(bounds.alpha)}, {"max", real_literal(bounds.beta)}});
}

std::string write_mindir_hard_sigmoid(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& line = node.as<FunctionAttrs>();
  if (line.alpha == 1.0f / 6 && line.beta == 0.5f) return f.last("HSigmoid", {f.input(0)});
  const std::string scaled = f.step("Mul", {f.input(0), f.number(line.alpha)});
  return f.last("ClampScalar",
                {f.step("Add", {scaled, f.number(line.beta)}), f.literal("min", real_literal(0)),
                 f.literal("max", real_literal(1))});
}

// MindSpore's own GeLU is the approximation by tanh.
std::string write_mindir_gelu(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const std::string x = f.input(0);
  const std::string erf =
      f.step("Erf", {f.step("RealDiv", {x, f.number(static_cast<float>(M_SQRT2))})});
  const std::string share = f.step("Add", {erf, f.number(1)});
  return f.last("Mul", {f.step("Mul", {x, share}), f.number(0.5f)});
}

std::string write_mindir_prelu(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const std::string x = f.input(0);
  std::string slope = f.input(1);
  const int64_t slopes = count_slopes(f.type(0).shape, f.type(1).shape);
  if (slopes == 0) {
    const std::string below = f.step("Mul", {negative_part(f, x), slope});
    return f.last("Add", {positive_part(f, x), below});
  }
  if (f.type(1).shape != Shape{slopes}) slope = f.reshape(slope, {f.type(1).dtype, {slopes}});
  return f.last("PReLU", {x, slope});
}

}  // namespace msquant
