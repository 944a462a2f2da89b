#include "quant/weight_rounding.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "graph/quant_params.h"

namespace msquant {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Order = Eigen::PermutationMatrix<Eigen::Dynamic>;

constexpr double kLeastShrinkage = 0.01;  // the damping of GPTQ

Vector mean_of(const std::vector<double>& sums, int64_t count) {
  return Eigen::Map<const Vector>(sums.data(), static_cast<int64_t>(sums.size())) /
         static_cast<double>(count);
}

// How far to move a covariance S from `count` samples towards a multiple of the identity, from 0 to
// 1: the oracle approximating shrinkage of Chen, Wiesel, Eldar and Hero, "Shrinkage Algorithms for
// MMSE Covariance Estimation", 2010, equation 23.
double shrinkage(const Matrix& s, int64_t count) {
  const auto p = static_cast<double>(s.rows());
  const double trace = s.trace(), square = trace * trace, squares = s.squaredNorm();
  const double distance = squares - square / p;
  if (!(distance > 0)) return 1;
  const double weight = (1 - 2 / p) * squares + square;
  const double oracle = weight / ((static_cast<double>(count) + 1 - 2 / p) * distance);
  return std::clamp(oracle, kLeastShrinkage, 1.0);
}

// Covariance of the simulated inputs.
Matrix covariance_of(const InputMoments& moments) {
  const int64_t n = moments.length();
  const Vector mean = mean_of(moments.simulated_sum(), moments.count());
  Matrix h = Eigen::Map<const Eigen::MatrixXf>(moments.gram().data(), n, n).cast<double>();
  h /= static_cast<double>(moments.count());
  h.selfadjointView<Eigen::Lower>().rankUpdate(mean, -1);
  h.triangularView<Eigen::StrictlyUpper>() = h.transpose();
  // Rounding errors may leave an input that is always the same with a variance below zero.
  h.diagonal() = h.diagonal().cwiseMax(0);
  return h;
}

// Puts the inputs in ascending order of variance.
Order ascending(const Matrix& covariance) {
  Order order(covariance.rows());
  order.setIdentity();
  auto& indices = order.indices();
  std::stable_sort(indices.data(), indices.data() + indices.size(),
                   [&](auto a, auto b) { return covariance(a, a) < covariance(b, b); });
  return order;
}

// Rounds the columns of `weights` from the last to the first: with H = L·Lᵀ the error e·H·eᵀ is
// |e·L|², and each column's rounding can make one more element of e·L as small as half a step. L is
// the lower triangle of `factor`.
Matrix round_columns(const Matrix& weights, const Matrix& factor, const Vector& scale) {
  const int64_t n = weights.cols();
  Matrix rounded(weights.rows(), n), error(weights.rows(), n);
  for (int64_t i = n - 1; i >= 0; --i) {
    const int64_t done = n - 1 - i;
    Vector wanted = weights.col(i);
    wanted += error.rightCols(done) * (factor.col(i).tail(done) / factor(i, i));
    for (int64_t c = 0; c < weights.rows(); ++c) {
      const double q = std::clamp<double>(std::rint(wanted[c] / scale[c]), kQuantMin, kQuantMax);
      rounded(c, i) = q * scale[c];
    }
    error.col(i) = weights.col(i) - rounded.col(i);
  }
  return rounded;
}

}  // namespace

RoundedRows round_rows(const std::vector<float>& rows, const std::vector<float>& scale,
                       const InputMoments& moments) {
  const int64_t n = moments.length();
  const auto channels = static_cast<int64_t>(scale.size());
  MSQUANT_CHECK(static_cast<int64_t>(rows.size()) == channels * n && moments.count() > 0);
  const Matrix weights = Eigen::Map<const RowMajor>(rows.data(), channels, n).cast<double>();
  const Vector steps = Eigen::Map<const Eigen::VectorXf>(scale.data(), channels).cast<double>();

  Matrix h = covariance_of(moments);
  const double identity = shrinkage(h, moments.count());
  const double variance = h.trace() / static_cast<double>(n);
  h *= 1 - identity;
  h.diagonal().array() += variance > 0 ? identity * variance : 1;
  const Order order = ascending(h);
  h = order.transpose() * h;
  h = h * order;
  const Eigen::LLT<Eigen::Ref<Matrix>> in_place(h);
  // Of inputs that never change, nothing but the sums' rounding errors is left: they teach nothing.
  if (in_place.info() != Eigen::Success) h.setIdentity();
  const Matrix rounded = round_columns(weights * order, h, steps) * order.transpose();

  RoundedRows result;
  result.rows.resize(rows.size());
  Eigen::Map<RowMajor>(result.rows.data(), channels, n) = rounded.cast<float>();
  const Vector shifts = weights * mean_of(moments.real_sum(), moments.count()) -
                        rounded * mean_of(moments.simulated_sum(), moments.count());
  result.shifts.resize(scale.size());
  Eigen::Map<Eigen::VectorXf>(result.shifts.data(), channels) = shifts.cast<float>();
  return result;
}

}  // namespace msquant
