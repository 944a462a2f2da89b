#include "formats/air/ge_types.h"

namespace msquant {
namespace {

struct Row {
  ge::proto::DataType descriptor;
  int64_t attribute;
};

// In the order of DType.
constexpr Row kRows[] = {
    {ge::proto::DT_FLOAT, 0},   {ge::proto::DT_FLOAT16, 1}, {ge::proto::DT_BF16, 27},
    {ge::proto::DT_DOUBLE, 11}, {ge::proto::DT_INT8, 2},    {ge::proto::DT_UINT8, 4},
    {ge::proto::DT_INT16, 6},   {ge::proto::DT_UINT16, 7},  {ge::proto::DT_INT32, 3},
    {ge::proto::DT_UINT32, 8},  {ge::proto::DT_INT64, 9},   {ge::proto::DT_UINT64, 10},
    {ge::proto::DT_BOOL, 12},
};
static_assert(std::size(kRows) == static_cast<size_t>(DType::kBool) + 1);

const Row& row_of(DType dtype) { return kRows[static_cast<size_t>(dtype)]; }

template <class Matches>
std::optional<DType> find(Matches matches) {
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (matches(kRows[i])) return static_cast<DType>(i);
  }
  return std::nullopt;
}

}  // namespace

ge::proto::DataType descriptor_type(DType dtype) { return row_of(dtype).descriptor; }
int64_t attribute_type(DType dtype) { return row_of(dtype).attribute; }

std::optional<DType> dtype_of_descriptor(int type) {
  return find([&](const Row& row) { return row.descriptor == type; });
}

std::optional<DType> dtype_of_attribute(int64_t type) {
  return find([&](const Row& row) { return row.attribute == type; });
}

}  // namespace msquant
