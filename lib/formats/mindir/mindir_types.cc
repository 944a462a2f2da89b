#include "formats/mindir/mindir_types.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"

namespace msquant {
namespace {

using mind_ir::TensorProto;

struct Row {
  DType dtype;
  TensorProto::DataType data_type;
  int64_t type_id;
};

constexpr Row kRows[] = {
    {DType::kFloat32, TensorProto::FLOAT, 43},     {DType::kFloat16, TensorProto::FLOAT16, 42},
    {DType::kFloat64, TensorProto::DOUBLE, 44},    {DType::kFloat64, TensorProto::FLOAT64, 44},
    {DType::kInt8, TensorProto::INT8, 32},         {DType::kUInt8, TensorProto::UINT8, 37},
    {DType::kInt16, TensorProto::INT16, 33},       {DType::kUInt16, TensorProto::UINT16, 38},
    {DType::kInt32, TensorProto::INT32, 34},       {DType::kUInt32, TensorProto::UINT32, 39},
    {DType::kInt64, TensorProto::INT64, 35},       {DType::kUInt64, TensorProto::UINT64, 40},
    {DType::kBFloat16, TensorProto::BFLOAT16, 45}, {DType::kBool, TensorProto::BOOL, 30},
};

template <class Predicate>
const Row* find_row(Predicate fits) {
  const Row* found = std::find_if(std::begin(kRows), std::end(kRows), fits);
  return found == std::end(kRows) ? nullptr : found;
}

// The first row of a type is how it is written.
const Row& row_of(DType dtype) {
  const Row* row = find_row([&](const Row& each) { return each.dtype == dtype; });
  MSQUANT_CHECK(row != nullptr);
  return *row;
}

std::optional<DType> dtype_in(const Row* row) {
  return row == nullptr ? std::nullopt : std::optional(row->dtype);
}

}  // namespace

std::optional<DType> dtype_of_mindir(int data_type) {
  return dtype_in(find_row([&](const Row& row) { return row.data_type == data_type; }));
}

std::optional<DType> dtype_of_type_id(int64_t type_id) {
  return dtype_in(find_row([&](const Row& row) { return row.type_id == type_id; }));
}

mind_ir::TensorProto::DataType mindir_type(DType dtype) { return row_of(dtype).data_type; }

int64_t type_id_of(DType dtype) { return row_of(dtype).type_id; }

}  // namespace msquant
