#include "formats/air/ge_types.h"

namespace msquant {

// Numbers of ge.proto.DataType and of ge::DataType, from GE's own headers.
TEST_CASE("GE's two numberings of element types are kept apart") {
  CHECK(descriptor_type(DType::kFloat32) == 1);
  CHECK(attribute_type(DType::kFloat32) == 0);
  CHECK(descriptor_type(DType::kInt8) == 3);
  CHECK(attribute_type(DType::kInt8) == 2);
  CHECK(descriptor_type(DType::kInt32) == 7);
  CHECK(attribute_type(DType::kInt32) == 3);
  CHECK(descriptor_type(DType::kUInt64) == 10);
  CHECK(attribute_type(DType::kUInt64) == 10);
  CHECK(descriptor_type(DType::kFloat64) == 12);
  CHECK(attribute_type(DType::kFloat64) == 11);
}

TEST_CASE("every element type survives both numberings") {
  for (int i = 0; i <= static_cast<int>(DType::kBool); ++i) {
    const auto dtype = static_cast<DType>(i);
    CHECK(dtype_of_descriptor(descriptor_type(dtype)) == dtype);
    CHECK(dtype_of_attribute(attribute_type(dtype)) == dtype);
  }
  CHECK_FALSE(dtype_of_descriptor(0).has_value());
  CHECK_FALSE(dtype_of_attribute(28).has_value());
}

}  // namespace msquant
