// Attributes of GE operators: making them, and reading them with the prototype's defaults.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/air/ge_prototypes.h"
#include "ge_ir.pb.h"
#include "tensor/dtype.h"

namespace msquant {

using AirAttributes = std::map<std::string, ge::proto::AttrDef>;

ge::proto::AttrDef int_attribute(int64_t value);
ge::proto::AttrDef float_attribute(float value);
ge::proto::AttrDef bool_attribute(bool value);
ge::proto::AttrDef string_attribute(std::string_view value);
ge::proto::AttrDef type_attribute(DType value);
ge::proto::AttrDef ints_attribute(const std::vector<int64_t>& values);
ge::proto::AttrDef strings_attribute(const std::vector<std::string>& values);
ge::proto::AttrDef int_lists_attribute(const std::vector<std::vector<int64_t>>& values);

// Does the attribute hold a value of that kind? A list counts only if it says what it holds.
bool has_kind(const ge::proto::AttrDef& attribute, GeAttributeKind kind);

// "a list of integers", …
std::string_view name_of(GeAttributeKind kind);

// Reads the attributes of one operator. Every function throws Error(kModel) naming the node and the
// attribute if it is of another kind, or is absent and has no default.
class OpAttributes {
 public:
  OpAttributes(const ge::proto::OpDef& op, const GePrototype& prototype)
      : op_(op), prototype_(prototype) {}

  int64_t get_int(const std::string& name) const;
  float get_float(const std::string& name) const;
  bool get_bool(const std::string& name) const;
  // Nothing if msquant has no such element type.
  std::optional<DType> get_type(const std::string& name) const;
  std::string get_string(const std::string& name) const;
  std::vector<int64_t> get_ints(const std::string& name) const;
  std::vector<std::vector<int64_t>> get_int_lists(const std::string& name) const;

 private:
  // The attribute of the file, or nullptr if its default applies.
  const ge::proto::AttrDef* find(const std::string& name, GeAttributeKind kind) const;
  template <class T>
  T default_of(const std::string& name) const;

  const ge::proto::OpDef& op_;
  const GePrototype& prototype_;
};

}  // namespace msquant
