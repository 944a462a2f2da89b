#include "formats/air/air_attributes.h"

#include <array>

#include "base/error.h"
#include "formats/air/ge_types.h"

namespace msquant {

using ge::proto::AttrDef;
using List = ge::proto::AttrDef::ListValue;

AttrDef int_attribute(int64_t value) {
  AttrDef attribute;
  attribute.set_i(value);
  return attribute;
}

AttrDef float_attribute(float value) {
  AttrDef attribute;
  attribute.set_f(value);
  return attribute;
}

AttrDef bool_attribute(bool value) {
  AttrDef attribute;
  attribute.set_b(value);
  return attribute;
}

AttrDef string_attribute(std::string_view value) {
  AttrDef attribute;
  attribute.set_s(std::string(value));
  return attribute;
}

AttrDef type_attribute(DType value) {
  AttrDef attribute;
  attribute.set_dt(attribute_type(value));
  return attribute;
}

AttrDef ints_attribute(const std::vector<int64_t>& values) {
  AttrDef attribute;
  attribute.mutable_list()->set_val_type(List::VT_LIST_INT);
  for (int64_t value : values) attribute.mutable_list()->add_i(value);
  return attribute;
}

AttrDef strings_attribute(const std::vector<std::string>& values) {
  AttrDef attribute;
  attribute.mutable_list()->set_val_type(List::VT_LIST_STRING);
  for (const std::string& value : values) attribute.mutable_list()->add_s(value);
  return attribute;
}

AttrDef int_lists_attribute(const std::vector<std::vector<int64_t>>& values) {
  AttrDef attribute;
  auto* lists = attribute.mutable_list_list_int();
  for (const auto& list : values) {
    auto* added = lists->add_list_list_i();
    for (int64_t value : list) added->add_list_i(value);
  }
  return attribute;
}

bool has_kind(const AttrDef& attribute, GeAttributeKind kind) {
  switch (kind) {
    case GeAttributeKind::kInt:
      return attribute.value_case() == AttrDef::kI;
    case GeAttributeKind::kFloat:
      return attribute.value_case() == AttrDef::kF;
    case GeAttributeKind::kBool:
      return attribute.value_case() == AttrDef::kB;
    case GeAttributeKind::kString:
      return attribute.value_case() == AttrDef::kS;
    case GeAttributeKind::kIntLists:
      return attribute.value_case() == AttrDef::kListListInt;
    case GeAttributeKind::kTensor:
      return attribute.value_case() == AttrDef::kT;
    case GeAttributeKind::kType:
      return attribute.value_case() == AttrDef::kDt;
    case GeAttributeKind::kInts:
      return attribute.value_case() == AttrDef::kList &&
             attribute.list().val_type() == List::VT_LIST_INT;
  }
  MSQUANT_CHECK(false);
}

std::string_view name_of(GeAttributeKind kind) {
  constexpr std::array<std::string_view, 8> kNames{
      "an integer",         "a float",           "a bool",   "a string",
      "a list of integers", "lists of integers", "a tensor", "an element type"};
  return kNames[static_cast<size_t>(kind)];
}

const AttrDef* OpAttributes::find(const std::string& name, GeAttributeKind kind) const {
  const auto found = op_.attr().find(name);
  const bool absent = found == op_.attr().end();
  if (!absent && has_kind(found->second, kind)) return &found->second;
  const GeAttribute* declared = prototype_.find_attribute(name);
  MSQUANT_CHECK(declared != nullptr && declared->kind == kind);
  if (absent && !declared->is_required()) return nullptr;
  throw Error(ErrorKind::kModel, "an operator has a wrong attribute",
              "node '" + op_.name() + "' (" + op_.type() + ")",
              "its attribute '" + name + "' " + (absent ? "is absent" : "is not ") +
                  (absent ? "" : std::string(name_of(kind))));
}

template <class T>
T OpAttributes::default_of(const std::string& name) const {
  return std::get<T>(prototype_.find_attribute(name)->default_value);
}

int64_t OpAttributes::get_int(const std::string& name) const {
  const AttrDef* found = find(name, GeAttributeKind::kInt);
  return found != nullptr ? found->i() : default_of<int64_t>(name);
}

std::optional<DType> OpAttributes::get_type(const std::string& name) const {
  const AttrDef* found = find(name, GeAttributeKind::kType);
  return dtype_of_attribute(found != nullptr ? found->dt() : default_of<int64_t>(name));
}

float OpAttributes::get_float(const std::string& name) const {
  const AttrDef* found = find(name, GeAttributeKind::kFloat);
  return found != nullptr ? found->f() : default_of<float>(name);
}

bool OpAttributes::get_bool(const std::string& name) const {
  const AttrDef* found = find(name, GeAttributeKind::kBool);
  return found != nullptr ? found->b() : default_of<bool>(name);
}

std::string OpAttributes::get_string(const std::string& name) const {
  const AttrDef* found = find(name, GeAttributeKind::kString);
  return found != nullptr ? found->s() : std::string(default_of<std::string_view>(name));
}

std::vector<int64_t> OpAttributes::get_ints(const std::string& name) const {
  const AttrDef* found = find(name, GeAttributeKind::kInts);
  if (found == nullptr) return default_of<std::vector<int64_t>>(name);
  return {found->list().i().begin(), found->list().i().end()};
}

std::vector<std::vector<int64_t>> OpAttributes::get_int_lists(const std::string& name) const {
  std::vector<std::vector<int64_t>> result;
  for (const auto& list : find(name, GeAttributeKind::kIntLists)->list_list_int().list_list_i()) {
    result.emplace_back(list.list_i().begin(), list.list_i().end());
  }
  return result;
}

}  // namespace msquant
