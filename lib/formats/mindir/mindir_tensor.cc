#include "formats/mindir/mindir_tensor.h"

#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "formats/element_bytes.h"
#include "formats/mindir/mindir_data_file.h"
#include "formats/mindir/mindir_types.h"

namespace msquant {
namespace {

struct Place {
  const std::string& model;
  const std::string& item;

  Error error(ErrorKind kind, const std::string& because) const {
    return {kind, "cannot read a tensor of the MindIR file", model + ": " + item, because};
  }
};

FileSlice read_external(const mind_ir::TensorProto::ExternalDataProto& data, const Place& place,
                        ExternalData& external) {
  const FileSlice header = external.read(data.location(), 0, kMindirDataAlignment, place.item);
  if (header.bytes[0] != 1) {
    throw place.error(ErrorKind::kModel,
                      "'" + data.location() + "' is not a data file of a little-endian machine");
  }
  return external.read(data.location(), data.offset(), data.length(), place.item);
}

template <class T, class Elements>
Tensor from_elements(const Shape& shape, const Elements& elements, const Place& place) {
  if (elements.size() != element_count(shape)) {
    throw place.error(ErrorKind::kModel,
                      "the elements of its shape " + to_string(shape) + " are not in the file");
  }
  return Tensor::from<T>(shape, std::vector<T>(elements.begin(), elements.end()));
}

// Elements in one of the typed fields, which raw_data stands in for in all newer files.
Tensor from_typed_fields(const mind_ir::TensorProto& proto, DType dtype, const Shape& shape,
                         const Place& place) {
  switch (dtype) {
    case DType::kFloat32:
      return from_elements<float>(shape, proto.float_data(), place);
    case DType::kFloat64:
      return from_elements<double>(shape, proto.double_data(), place);
    case DType::kInt32:
      return from_elements<int32_t>(shape, proto.int32_data(), place);
    case DType::kInt64:
      return from_elements<int64_t>(shape, proto.int64_data(), place);
    case DType::kUInt64:
      return from_elements<uint64_t>(shape, proto.uint64_data(), place);
    default:
      throw place.error(ErrorKind::kModel,
                        "its " + std::string(name_of(dtype)) + " elements are not in the file");
  }
}

Tensor view_bytes(DType dtype, const Shape& shape, std::string_view bytes,
                  std::shared_ptr<const void> owner, const Place& place) {
  const std::string problem = problem_of_elements(dtype, shape, bytes);
  if (!problem.empty()) throw place.error(ErrorKind::kModel, problem);
  return Tensor::view(dtype, shape, bytes.data(), std::move(owner));
}

}  // namespace

Shape shape_of_mindir(const mind_ir::TensorProto& proto) {
  return {proto.dims().begin(), proto.dims().end()};
}

bool holds_elements(const mind_ir::TensorProto& proto) {
  return proto.has_raw_data() || proto.has_external_data() || proto.float_data_size() > 0 ||
         proto.int32_data_size() > 0 || proto.int64_data_size() > 0 ||
         proto.double_data_size() > 0 || proto.uint64_data_size() > 0;
}

Tensor take_mindir_tensor(mind_ir::TensorProto& proto, const std::string& model,
                          const std::string& item, ExternalData& external) {
  const Place place{model, item};
  const auto dtype = dtype_of_mindir(proto.data_type());
  if (!dtype || proto.compression_type() != 0) {
    throw place.error(ErrorKind::kUnsupported,
                      "element type " + std::to_string(proto.data_type()) + ", compression " +
                          std::to_string(proto.compression_type()) + " is not supported");
  }
  const Shape shape = shape_of_mindir(proto);
  if (!checked_byte_count(*dtype, shape)) {
    throw place.error(ErrorKind::kModel, "its shape " + to_string(shape) + " is impossible");
  }
  if (proto.has_external_data()) {
    const FileSlice slice = read_external(proto.external_data(), place, external);
    return view_bytes(*dtype, shape, slice.bytes, slice.file, place);
  }
  if (!proto.has_raw_data()) return from_typed_fields(proto, *dtype, shape, place);
  const std::shared_ptr<const std::string> bytes(proto.release_raw_data());
  return view_bytes(*dtype, shape, *bytes, bytes, place);
}

void set_mindir_type(DType dtype, const Shape& shape, mind_ir::TensorProto* proto) {
  proto->set_data_type(mindir_type(dtype));
  for (int64_t dimension : shape) proto->add_dims(dimension);
}

void set_mindir_tensor(const Tensor& tensor, mind_ir::TensorProto* proto) {
  set_mindir_type(tensor.dtype(), tensor.shape(), proto);
  proto->set_raw_data(tensor.raw(), static_cast<size_t>(tensor.byte_size()));
}

}  // namespace msquant
