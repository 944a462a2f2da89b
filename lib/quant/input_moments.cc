#include "quant/input_moments.h"

#include <Eigen/Core>

#include "base/error.h"

namespace msquant {
namespace {

using Rows =
    Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using Square = Eigen::Map<Eigen::MatrixXf>;

size_t square(int64_t length) { return static_cast<size_t>(length) * static_cast<size_t>(length); }

void add_columns(const Rows& rows, std::vector<double>& sums) {
  Eigen::Map<Eigen::VectorXd>(sums.data(), rows.cols()) +=
      rows.cast<double>().colwise().sum().transpose();
}

}  // namespace

InputMoments::InputMoments(int64_t length)
    : length_(length),
      gram_(square(length)),
      cross_(square(length)),
      real_sum_(static_cast<size_t>(length)),
      simulated_sum_(static_cast<size_t>(length)) {}

void InputMoments::add(const std::vector<float>& real, const std::vector<float>& simulated,
                       int64_t count) {
  MSQUANT_CHECK(static_cast<int64_t>(real.size()) >= count * length_ &&
                static_cast<int64_t>(simulated.size()) >= count * length_);
  const Rows x(real.data(), count, length_), y(simulated.data(), count, length_);
  Square(gram_.data(), length_, length_).selfadjointView<Eigen::Lower>().rankUpdate(y.transpose());
  Square(cross_.data(), length_, length_).noalias() += (x - y).transpose() * y;
  add_columns(x, real_sum_);
  add_columns(y, simulated_sum_);
  count_ += count;
}

int64_t InputMoments::byte_size(int64_t length) {
  return 2 * length * length * static_cast<int64_t>(sizeof(float));
}

}  // namespace msquant
