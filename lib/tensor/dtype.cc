#include "tensor/dtype.h"

namespace msquant {

int64_t size_of(DType dtype) {
  return visit_dtype(dtype, [](auto zero) { return static_cast<int64_t>(sizeof zero); });
}

std::string_view name_of(DType dtype) {
  constexpr std::string_view kNames[] = {"float32", "float16", "bfloat16", "float64", "int8",
                                         "uint8",   "int16",   "uint16",   "int32",   "uint32",
                                         "int64",   "uint64",  "bool"};
  return kNames[static_cast<int>(dtype)];
}

}  // namespace msquant
