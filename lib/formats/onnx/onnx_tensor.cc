#include "formats/onnx/onnx_tensor.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <type_traits>

#include "base/error.h"

namespace msquant {
namespace {

using onnx::TensorProto;

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
  const int64_t needed = *checked_byte_count(dtype, shape);
  if (static_cast<int64_t>(bytes.size()) != needed) {
    place.fail(ErrorKind::kModel, std::string(name_of(dtype)) + to_string(shape) + " needs " +
                                      std::to_string(needed) + " bytes, the file has " +
                                      std::to_string(bytes.size()));
  }
  const auto is_bool = [](char byte) { return byte == 0 || byte == 1; };
  if (dtype == DType::kBool && !std::all_of(bytes.begin(), bytes.end(), is_bool)) {
    place.fail(ErrorKind::kModel, "an element is neither true nor false");
  }
  return Tensor::view(dtype, shape, bytes.data(), std::move(owner));
}

}  // namespace

std::optional<DType> dtype_of_onnx(int data_type) {
  switch (data_type) {
    case TensorProto::FLOAT:
      return DType::kFloat32;
    case TensorProto::FLOAT16:
      return DType::kFloat16;
    case TensorProto::BFLOAT16:
      return DType::kBFloat16;
    case TensorProto::DOUBLE:
      return DType::kFloat64;
    case TensorProto::INT8:
      return DType::kInt8;
    case TensorProto::UINT8:
      return DType::kUInt8;
    case TensorProto::INT16:
      return DType::kInt16;
    case TensorProto::UINT16:
      return DType::kUInt16;
    case TensorProto::INT32:
      return DType::kInt32;
    case TensorProto::UINT32:
      return DType::kUInt32;
    case TensorProto::INT64:
      return DType::kInt64;
    case TensorProto::UINT64:
      return DType::kUInt64;
    case TensorProto::BOOL:
      return DType::kBool;
    default:
      return std::nullopt;
  }
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

}  // namespace msquant
