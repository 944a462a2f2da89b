#include <algorithm>
#include <optional>

#include "base/error.h"
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

// The bytes of the constant, nothing if they cannot be read.
std::optional<int64_t> found_bytes(const ge::proto::OpDef& op, ExternalData& external,
                                   std::vector<AirProblem>* problems) {
  const auto location = op.attr().find("location"), length = op.attr().find("length");
  if (location == op.attr().end()) {
    return static_cast<int64_t>(op.attr().at("value").t().data().size());
  }
  if (length == op.attr().end()) {
    problems->push_back({op.name(), "it has a 'location' without a 'length'"});
    return std::nullopt;
  }
  try {
    external.read(location->second.s(), 0, length->second.i(), op.name());
    return length->second.i();
  } catch (const Error& error) {
    problems->push_back({op.name(), error.because()});
    return std::nullopt;
  }
}

}  // namespace

void check_constant(const ge::proto::OpDef& op, ExternalData& external,
                    std::vector<AirProblem>* problems) {
  const auto value = op.attr().find("value");
  if (value == op.attr().end() || !value->second.has_t()) return;  // reported already
  const TensorDescriptor& desc = value->second.t().desc();
  const std::optional<int64_t> bytes = found_bytes(op, external, problems);
  if (bytes && byte_count(desc) != *bytes) {
    problems->push_back({op.name(), "its " + std::to_string(*bytes) + " bytes do not fill shape " +
                                        to_string(shape_of(desc))});
  }
  if (op.output_desc_size() > 0 && (op.output_desc(0).dtype() != desc.dtype() ||
                                    shape_of(op.output_desc(0)) != shape_of(desc))) {
    problems->push_back({op.name(), "its output is described otherwise than its value"});
  }
}

}  // namespace msquant
