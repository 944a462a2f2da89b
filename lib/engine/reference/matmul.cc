#include "engine/reference/accumulate.h"
#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// A stack of matrices, read as if broadcast to the batch dimensions of the result.
template <class Element>
class MatrixStack {
 public:
  MatrixStack(const Tensor& tensor, bool is_transposed, const Shape& batch)
      : elements_(tensor.data<Element>()),
        rows_(tensor.shape()[tensor.shape().size() - 2]),
        columns_(tensor.shape().back()),
        is_transposed_(is_transposed),
        batch_(batch),
        strides_(
            broadcast_strides(Shape(tensor.shape().begin(), tensor.shape().end() - 2), batch)) {}

  int64_t rows() const { return is_transposed_ ? columns_ : rows_; }
  int64_t columns() const { return is_transposed_ ? rows_ : columns_; }

  Element at(int64_t matrix, int64_t row, int64_t column) const {
    const int64_t first = offset_of(matrix, batch_, strides_) * rows_ * columns_;
    return elements_[first + (is_transposed_ ? column * columns_ + row : row * columns_ + column)];
  }

 private:
  Span<const Element> elements_;
  int64_t rows_, columns_;  // as stored
  bool is_transposed_;
  Shape batch_, strides_;
};

template <class Element>
Tensor multiply_matrices(const KernelCall& call) {
  using Sum = typename Accumulator<Element>::Sum;
  using Result = typename Accumulator<Element>::Result;
  const auto& attrs = call.node.as<MatMulAttrs>();
  const Shape batch(call.output.shape.begin(), call.output.shape.end() - 2);
  const MatrixStack<Element> a(call.inputs[0], attrs.transpose_a, batch);
  const MatrixStack<Element> b(call.inputs[1], attrs.transpose_b, batch);
  const auto bias = call.inputs.size() < 3 ? Span<const Result>() : call.inputs[2].data<Result>();

  Tensor result = Tensor::allocate(dtype_of<Result>, call.output.shape);
  Result* element = result.mutable_data<Result>().begin();
  for (int64_t matrix = 0; matrix < element_count(batch); ++matrix) {
    for (int64_t row = 0; row < a.rows(); ++row) {
      for (int64_t column = 0; column < b.columns(); ++column) {
        Sum sum = bias.empty() ? Sum{0} : Sum{bias[column]};
        for (int64_t i = 0; i < a.columns(); ++i) {
          sum += Sum{a.at(matrix, row, i)} * Sum{b.at(matrix, i, column)};
        }
        *element++ = Accumulator<Element>::result(sum, call.node);
      }
    }
  }
  return result;
}

}  // namespace

Tensor matmul(const KernelCall& call) { return multiply_matrices<float>(call); }

Tensor integer_matmul(const KernelCall& call) { return multiply_matrices<int8_t>(call); }

}  // namespace msquant
