#include <algorithm>
#include <optional>

#include "formats/air/air_check_rules.h"
#include "formats/air/ge_types.h"
#include "tensor/shape.h"

namespace msquant {
namespace {

using ge::proto::TensorDescriptor;

Shape shape_of(const TensorDescriptor& desc) {
  return {desc.shape().dim().begin(), desc.shape().dim().end()};
}

// Nothing for a shape with unknown dimensions or an element type that a Const cannot have.
std::optional<int64_t> byte_count(const TensorDescriptor& desc) {
  const Shape shape = shape_of(desc);
  if (desc.dtype() == ge::proto::DT_INT4) {
    const auto nibbles = checked_element_count(shape);
    if (!nibbles) return std::nullopt;
    return *nibbles / 2 + *nibbles % 2;
  }
  const auto dtype = dtype_of_descriptor(desc.dtype());
  return dtype ? checked_byte_count(*dtype, shape) : std::nullopt;
}

}  // namespace

void check_constant(const ge::proto::OpDef& op, std::vector<AirProblem>* problems) {
  const auto value = op.attr().find("value");
  if (value == op.attr().end() || !value->second.has_t()) return;  // reported already
  const ge::proto::TensorDef& tensor = value->second.t();
  const bool is_apart = op.attr().count("location") > 0 && tensor.data().empty();
  const auto bytes = static_cast<int64_t>(tensor.data().size());
  if (!is_apart && byte_count(tensor.desc()) != bytes) {
    problems->push_back({op.name(), "its " + std::to_string(bytes) + " bytes do not fill shape " +
                                        to_string(shape_of(tensor.desc()))});
  }
  if (op.output_desc_size() > 0 && (op.output_desc(0).dtype() != tensor.desc().dtype() ||
                                    shape_of(op.output_desc(0)) != shape_of(tensor.desc()))) {
    problems->push_back({op.name(), "its output is described otherwise than its value"});
  }
}

}  // namespace msquant
