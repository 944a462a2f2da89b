#include "formats/onnx/onnx_tensor.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "formats/element_bytes.h"

namespace msquant {
namespace {

using onnx::TensorProto;

constexpr std::pair<DType, TensorProto::DataType> kTypes[] = {
    {DType::kFloat32, TensorProto::FLOAT},     {DType::kFloat16, TensorProto::FLOAT16},
    {DType::kBFloat16, TensorProto::BFLOAT16}, {DType::kFloat64, TensorProto::DOUBLE},
    {DType::kInt8, TensorProto::INT8},         {DType::kUInt8, TensorProto::UINT8},
    {DType::kInt16, TensorProto::INT16},       {DType::kUInt16, TensorProto::UINT16},
    {DType::kInt32, TensorProto::INT32},       {DType::kUInt32, TensorProto::UINT32},
    {DType::kInt64, TensorProto::INT64},       {DType::kUInt64, TensorProto::UINT64},
    {DType::kBool, TensorProto::BOOL},
};

struct Place {
  const std::string& model;
  const std::string& item;

  [[noreturn]] void fail(ErrorKind kind, const std::string& because) const {
    throw Error(kind, "cannot read a tensor of the ONNX file", model + ": " + item, because);
  }
};

// The typed fields hold small types in wider ones, and 16-bit floats as their bits.
template <class T, class Wide>
T narrowed(Wide wide, const Place& place) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    T value;
    value.bits = narrowed<uint16_t>(wide, place);
    return value;
  } else if constexpr (std::is_same_v<T, Wide>) {
    return wide;
  } else {
    if (static_cast<Wide>(static_cast<T>(wide)) != wide) {
      place.fail(ErrorKind::kModel, "an element does not fit its type");
    }
    return static_cast<T>(wide);
  }
}

template <class T, class Field>
Tensor from_field(const Field& field, const Shape& shape, const Place& place) {
  if (field.size() != element_count(shape)) {
    place.fail(ErrorKind::kModel, "its shape " + to_string(shape) + " needs " +
                                      std::to_string(element_count(shape)) +
                                      " elements, the file has " + std::to_string(field.size()));
  }
  Tensor tensor = Tensor::allocate(dtype_of<T>, shape);
  Span<T> elements = tensor.mutable_data<T>();
  for (int i = 0; i < field.size(); ++i) elements[i] = narrowed<T>(field.Get(i), place);
  return tensor;
}

Tensor from_typed_fields(const TensorProto& proto, DType dtype, const Shape& shape,
                         const Place& place) {
  return visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_same_v<T, float>) {
      return from_field<T>(proto.float_data(), shape, place);
    } else if constexpr (std::is_same_v<T, double>) {
      return from_field<T>(proto.double_data(), shape, place);
    } else if constexpr (std::is_same_v<T, int64_t>) {
      return from_field<T>(proto.int64_data(), shape, place);
    } else if constexpr (std::is_same_v<T, uint32_t> || std::is_same_v<T, uint64_t>) {
      return from_field<T>(proto.uint64_data(), shape, place);
    } else {
      return from_field<T>(proto.int32_data(), shape, place);
    }
  });
}

int64_t parse_number(const std::string& key, const std::string& text, const Place& place) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stopped != end || number < 0) {
    place.fail(ErrorKind::kModel, "the " + key + " of its external data is '" + text + "'");
  }
  return number;
}

FileSlice read_external(const TensorProto& proto, int64_t needed, const Place& place,
                        ExternalData& external) {
  std::string location;
  int64_t offset = 0, length = needed;
  for (const auto& entry : proto.external_data()) {
    if (entry.key() == "location") location = entry.value();
    if (entry.key() == "offset") offset = parse_number("offset", entry.value(), place);
    if (entry.key() == "length") length = parse_number("length", entry.value(), place);
  }
  return external.read(location, offset, length, place.item);
}

Tensor view_bytes(DType dtype, const Shape& shape, std::string_view bytes,
                  std::shared_ptr<const void> owner, const Place& place) {
  const std::string problem = problem_of_elements(dtype, shape, bytes);
  if (!problem.empty()) place.fail(ErrorKind::kModel, problem);
  return Tensor::view(dtype, shape, bytes.data(), std::move(owner));
}

}  // namespace

std::optional<DType> dtype_of_onnx(int data_type) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const auto& row) { return row.second == data_type; });
  return found == std::end(kTypes) ? std::nullopt : std::optional(found->first);
}

TensorProto::DataType onnx_type_of(DType dtype) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const auto& row) { return row.first == dtype; });
  MSQUANT_CHECK(found != std::end(kTypes));
  return found->second;
}

Tensor take_onnx_tensor(TensorProto& proto, const std::string& model, const std::string& item,
                        ExternalData& external) {
  const Place place{model, item};
  const auto dtype = dtype_of_onnx(proto.data_type());
  if (!dtype || proto.has_segment()) {
    place.fail(ErrorKind::kUnsupported,
               "element type " + std::to_string(proto.data_type()) + " is not supported");
  }
  const Shape shape(proto.dims().begin(), proto.dims().end());
  const auto needed = checked_byte_count(*dtype, shape);
  if (!needed) place.fail(ErrorKind::kModel, "its shape " + to_string(shape) + " is impossible");
  if (proto.data_location() == TensorProto::EXTERNAL) {
    const FileSlice slice = read_external(proto, *needed, place, external);
    return view_bytes(*dtype, shape, slice.bytes, slice.file, place);
  }
  if (proto.raw_data().empty()) return from_typed_fields(proto, *dtype, shape, place);
  const std::shared_ptr<const std::string> bytes(proto.release_raw_data());
  return view_bytes(*dtype, shape, *bytes, bytes, place);
}

void put_onnx_tensor(const std::string& name, const Tensor& tensor, TensorProto* proto) {
  proto->set_name(name);
  proto->set_data_type(onnx_type_of(tensor.dtype()));
  for (int64_t dim : tensor.shape()) proto->add_dims(dim);
  proto->set_raw_data(tensor.raw(), static_cast<size_t>(tensor.byte_size()));
}

}  // namespace msquant
