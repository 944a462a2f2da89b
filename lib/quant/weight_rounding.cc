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

constexpr double kDamping = 0.01;  // of the mean variance, as GPTQ

Vector mean_of(const std::vector<double>& sums, int64_t count) {
  return Eigen::Map<const Vector>(sums.data(), static_cast<int64_t>(sums.size())) /
         static_cast<double>(count);
}

// Covariance of the simulated inputs, damped; the lower triangle counts.
Matrix damped_covariance(const InputMoments& moments) {
  const int64_t n = moments.length();
  const Vector mean = mean_of(moments.simulated_sum(), moments.count());
  Matrix h = Eigen::Map<const Eigen::MatrixXf>(moments.gram().data(), n, n).cast<double>();
  h /= static_cast<double>(moments.count());
  h.selfadjointView<Eigen::Lower>().rankUpdate(mean, -1);
  const double variance = std::max(h.trace() / static_cast<double>(n), 0.0);
  // Rounding errors may leave an input that is always the same with a variance below zero.
  h.diagonal() = h.diagonal().cwiseMax(0).array() + (variance > 0 ? kDamping * variance : 1);
  h.triangularView<Eigen::StrictlyUpper>() = h.transpose();
  return h;
}

// w·C(x - x̂, x̂) for all rows.
Matrix cross_covariance(const Matrix& weights, const InputMoments& moments) {
  const int64_t n = moments.length();
  const Vector simulated = mean_of(moments.simulated_sum(), moments.count());
  const Vector shift = mean_of(moments.real_sum(), moments.count()) - simulated;
  const auto cross = Eigen::Map<const Eigen::MatrixXf>(moments.cross().data(), n, n);
  Matrix result = weights * (cross.cast<double>() / static_cast<double>(moments.count()));
  result -= (weights * shift) * simulated.transpose();
  return result;
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

// Rounds the columns of `target` from the last to the first: with H = L·Lᵀ the error e·H·eᵀ is
// |e·L|², and each column's rounding can make one more element of e·L as small as half a step.
Matrix round_columns(const Matrix& target, const Matrix& factor, const Vector& scale) {
  const int64_t n = target.cols();
  Matrix rounded(target.rows(), n), error(target.rows(), n);
  for (int64_t i = n - 1; i >= 0; --i) {
    const int64_t done = n - 1 - i;
    Vector wanted = target.col(i);
    wanted += error.rightCols(done) * (factor.col(i).tail(done) / factor(i, i));
    for (int64_t c = 0; c < target.rows(); ++c) {
      const double q = std::clamp<double>(std::rint(wanted[c] / scale[c]), kQuantMin, kQuantMax);
      rounded(c, i) = q * scale[c];
    }
    error.col(i) = target.col(i) - rounded.col(i);
  }
  return rounded;
}

}  // namespace

FittedRows fit_rows(const std::vector<float>& rows, const std::vector<float>& scale,
                    const InputMoments& moments) {
  const int64_t n = moments.length();
  const auto channels = static_cast<int64_t>(scale.size());
  MSQUANT_CHECK(static_cast<int64_t>(rows.size()) == channels * n && moments.count() > 0);
  const Matrix weights = Eigen::Map<const RowMajor>(rows.data(), channels, n).cast<double>();
  const Vector steps = Eigen::Map<const Eigen::VectorXf>(scale.data(), channels).cast<double>();

  const Matrix h = damped_covariance(moments);
  const Order order = ascending(h);
  const Eigen::LLT<Matrix> factor(order.transpose() * h * order);
  MSQUANT_CHECK(factor.info() == Eigen::Success);
  Matrix target = cross_covariance(weights, moments) * order;
  target = factor.solve(target.transpose()).transpose();
  target += Matrix(weights * order);
  const Matrix rounded = round_columns(target, factor.matrixL(), steps) * order.transpose();

  FittedRows result;
  result.rows.resize(rows.size());
  Eigen::Map<RowMajor>(result.rows.data(), channels, n) = rounded.cast<float>();
  const Vector shifts = weights * mean_of(moments.real_sum(), moments.count()) -
                        rounded * mean_of(moments.simulated_sum(), moments.count());
  result.shifts.resize(scale.size());
  Eigen::Map<Eigen::VectorXf>(result.shifts.data(), channels) = shifts.cast<float>();
  return result;
}

}  // namespace msquant
