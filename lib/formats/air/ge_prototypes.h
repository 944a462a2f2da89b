// The Graph Engine's operators as far as msquant writes, reads or checks them: what GE's own
// prototype headers (REG_OP) say of inputs, outputs and attributes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace msquant {

enum class GePortKind { kRequired, kOptional, kDynamic };

// `types` has bit t set if the port takes ge.proto.DataType t. A dynamic port is the last one and
// stands for any number of inputs, named name0, name1, …
struct GePort {
  std::string_view name;
  uint64_t types;
  GePortKind kind = GePortKind::kRequired;

  bool accepts(int type) const { return type >= 0 && type < 64 && ((types >> type) & 1) != 0; }
};

enum class GeAttributeKind { kInt, kFloat, kBool, kString, kInts, kIntLists, kTensor, kType };

// The value of an attribute that a file leaves out; std::monostate if it must be there.
using GeDefault =
    std::variant<std::monostate, int64_t, float, bool, std::string_view, std::vector<int64_t>>;

struct GeAttribute {
  std::string_view name;
  GeAttributeKind kind;
  GeDefault default_value = {};

  bool is_required() const { return std::holds_alternative<std::monostate>(default_value); }
};

struct GePrototype {
  std::string_view type;
  std::vector<GePort> inputs, outputs;
  std::vector<GeAttribute> attributes;

  // nullptr if the operator has no such attribute.
  const GeAttribute* find_attribute(std::string_view name) const;
};

// nullptr if msquant does not know the operator.
const GePrototype* find_prototype(std::string_view type);

// The port behind the index-th input or output, or nullptr if there are not so many.
const GePort* port_at(const std::vector<GePort>& ports, size_t index);

// The name of the index-th input or output, which port_at() finds.
std::string port_name(const std::vector<GePort>& ports, size_t index);

}  // namespace msquant
