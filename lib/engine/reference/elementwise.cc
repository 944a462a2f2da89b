#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

struct UnaryFunction {
  OpKind kind;
  double (*compute)(double x, const FunctionAttrs& attrs);
};

struct BinaryFunction {
  OpKind kind;
  double (*compute)(double a, double b);
};

double relu(double x, double most) { return x < 0 ? 0 : x > most ? most : x; }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double softplus(double x) { return (x < 0 ? 0 : x) + std::log1p(std::exp(-std::abs(x))); }

double gelu_tanh(double x) {
  const double sqrt_two_over_pi = 0.79788456080286535588;
  return x * (1 + std::tanh(sqrt_two_over_pi * (x + 0.044715 * x * x * x))) / 2;
}

double clip(double x, double low, double high) {
  const double raised = x < low ? low : x;
  return raised > high ? high : raised;
}

// Comparisons are written so that NaN fails them and passes through.
constexpr UnaryFunction kUnary[] = {
    {OpKind::kRelu, [](double x, const FunctionAttrs&) { return relu(x, HUGE_VAL); }},
    {OpKind::kRelu6, [](double x, const FunctionAttrs&) { return relu(x, 6); }},
    {OpKind::kLeakyRelu,
     [](double x, const FunctionAttrs& a) { return x < 0 ? double{a.alpha} * x : x; }},
    {OpKind::kElu,
     [](double x, const FunctionAttrs& a) { return x < 0 ? double{a.alpha} * std::expm1(x) : x; }},
    {OpKind::kClip, [](double x, const FunctionAttrs& a) { return clip(x, a.alpha, a.beta); }},
    {OpKind::kHardSigmoid,
     [](double x, const FunctionAttrs& a) { return clip(double{a.alpha} * x + a.beta, 0, 1); }},
    {OpKind::kHardSwish, [](double x, const FunctionAttrs&) { return x * relu(x + 3, 6) / 6; }},
    {OpKind::kSwish, [](double x, const FunctionAttrs&) { return x * sigmoid(x); }},
    {OpKind::kMish, [](double x, const FunctionAttrs&) { return x * std::tanh(softplus(x)); }},
    {OpKind::kGelu,
     [](double x, const FunctionAttrs&) { return x * (1 + std::erf(x * M_SQRT1_2)) / 2; }},
    {OpKind::kGeluTanh, [](double x, const FunctionAttrs&) { return gelu_tanh(x); }},
    {OpKind::kSoftplus, [](double x, const FunctionAttrs&) { return softplus(x); }},
    {OpKind::kTanh, [](double x, const FunctionAttrs&) { return std::tanh(x); }},
    {OpKind::kErf, [](double x, const FunctionAttrs&) { return std::erf(x); }},
    {OpKind::kSqrt, [](double x, const FunctionAttrs&) { return std::sqrt(x); }},
    {OpKind::kRsqrt, [](double x, const FunctionAttrs&) { return 1 / std::sqrt(x); }},
    {OpKind::kNeg, [](double x, const FunctionAttrs&) { return -x; }},
    {OpKind::kAbs, [](double x, const FunctionAttrs&) { return std::abs(x); }},
    {OpKind::kExp, [](double x, const FunctionAttrs&) { return std::exp(x); }},
    {OpKind::kLog, [](double x, const FunctionAttrs&) { return std::log(x); }},
    {OpKind::kSigmoid, [](double x, const FunctionAttrs&) { return sigmoid(x); }},
};

// Sums, products and quotients of floats in double, rounded once more to float, are those of float.
constexpr BinaryFunction kBinary[] = {
    {OpKind::kAdd, [](double a, double b) { return a + b; }},
    {OpKind::kSub, [](double a, double b) { return a - b; }},
    {OpKind::kMul, [](double a, double b) { return a * b; }},
    {OpKind::kDiv, [](double a, double b) { return a / b; }},
    {OpKind::kMaximum, [](double a, double b) { return a > b || std::isnan(a) ? a : b; }},
    {OpKind::kMinimum, [](double a, double b) { return a < b || std::isnan(a) ? a : b; }},
    {OpKind::kPow, [](double a, double b) { return std::pow(a, b); }},
    {OpKind::kPRelu, [](double a, double b) { return a < 0 ? b * a : a; }},
};

template <class Row, size_t kCount>
const Row& row_of(const Row (&table)[kCount], OpKind kind) {
  const Row* row = std::find_if(std::begin(table), std::end(table),
                                [kind](const Row& each) { return each.kind == kind; });
  MSQUANT_CHECK(row != std::end(table));
  return *row;
}

}  // namespace

Tensor unary(const KernelCall& call) {
  const auto compute = row_of(kUnary, call.node.kind).compute;
  const auto* written = std::get_if<FunctionAttrs>(&call.node.attributes);
  const FunctionAttrs attrs = written == nullptr ? FunctionAttrs{} : *written;
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<const float> x = call.inputs[0].data<float>();
  std::transform(x.begin(), x.end(), result.mutable_data<float>().begin(),
                 [&](float element) { return static_cast<float>(compute(element, attrs)); });
  return result;
}

Tensor binary(const KernelCall& call) {
  const auto compute = row_of(kBinary, call.node.kind).compute;
  const Shape& shape = call.output.shape;
  Tensor result = Tensor::allocate(DType::kFloat32, shape);
  const Span<float> elements = result.mutable_data<float>();
  const Span<const float> a = call.inputs[0].data<float>(), b = call.inputs[1].data<float>();
  const Shape a_strides = broadcast_strides(call.inputs[0].shape(), shape);
  const Shape b_strides = broadcast_strides(call.inputs[1].shape(), shape);
  for (int64_t i = 0; i < elements.size(); ++i) {
    elements[i] = static_cast<float>(
        compute(a[offset_of(i, shape, a_strides)], b[offset_of(i, shape, b_strides)]));
  }
  return result;
}

}  // namespace msquant
