// Sets of element types, by which the tables of prototypes say what a port takes. Bit t of a set
// stands for ge.proto.DataType t. Complex, string and quantized types, which msquant never writes,
// are left out.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/air/ge_prototypes.h"
#include "ge_ir.pb.h"

namespace msquant::ge_types {

template <class... Types>
constexpr uint64_t types(Types... all) {
  return ((uint64_t{1} << all) | ...);
}

using namespace ge::proto;

inline constexpr uint64_t kF32 = types(DT_FLOAT);
inline constexpr uint64_t kFloat = types(DT_FLOAT, DT_FLOAT16);
inline constexpr uint64_t kFloatBf16 = kFloat | types(DT_BF16);
inline constexpr uint64_t kFloatDouble = kFloat | types(DT_DOUBLE);
inline constexpr uint64_t kUnary = kFloatDouble | types(DT_BF16);
inline constexpr uint64_t kI8 = types(DT_INT8);
inline constexpr uint64_t kI32 = types(DT_INT32);
inline constexpr uint64_t kIndex = types(DT_INT32, DT_INT64);
inline constexpr uint64_t kCommonIntegers =
    types(DT_INT8, DT_INT16, DT_INT32, DT_INT64, DT_UINT8, DT_UINT16);
inline constexpr uint64_t kIntegers = kCommonIntegers | types(DT_UINT32, DT_UINT64);
inline constexpr uint64_t kNumber = kIntegers | kUnary;
inline constexpr uint64_t kNumberBool = kNumber | types(DT_BOOL);
inline constexpr uint64_t kAll = ~uint64_t{0} ^ types(DT_UNDEFINED);

inline std::vector<GePort> one(std::string_view name, uint64_t accepted) {
  return {{name, accepted}};
}

inline std::vector<GePort> two(uint64_t accepted) { return {{"x1", accepted}, {"x2", accepted}}; }

}  // namespace msquant::ge_types

namespace msquant {

// The tables, by family of operators.
std::vector<GePrototype> layer_prototypes();     // layers with weights, quantization, the graph
std::vector<GePrototype> function_prototypes();  // functions of elements, normalization, reductions
std::vector<GePrototype> image_prototypes();     // pooling and resizing
std::vector<GePrototype> shape_prototypes();     // operators that move elements

}  // namespace msquant
