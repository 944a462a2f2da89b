#include "formats/air/ge_prototypes.h"

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "formats/air/ge_port_types.h"

namespace msquant {
namespace {

using Table = std::unordered_map<std::string_view, GePrototype>;

Table make_table() {
  Table table;
  for (const auto& family :
       {layer_prototypes(), function_prototypes(), image_prototypes(), shape_prototypes()}) {
    for (const GePrototype& prototype : family) {
      const bool is_new = table.emplace(prototype.type, prototype).second;
      MSQUANT_CHECK(is_new);
    }
  }
  return table;
}

}  // namespace

const GeAttribute* GePrototype::find_attribute(std::string_view name) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const GeAttribute& a) { return a.name == name; });
  return found == attributes.end() ? nullptr : &*found;
}

const GePrototype* find_prototype(std::string_view type) {
  static const Table kTable = make_table();
  const auto found = kTable.find(type);
  return found == kTable.end() ? nullptr : &found->second;
}

const GePort* port_at(const std::vector<GePort>& ports, size_t index) {
  if (index < ports.size()) return &ports[index];
  return !ports.empty() && ports.back().kind == GePortKind::kDynamic ? &ports.back() : nullptr;
}

std::string port_name(const std::vector<GePort>& ports, size_t index) {
  const GePort* port = port_at(ports, index);
  MSQUANT_CHECK(port != nullptr);
  if (port->kind != GePortKind::kDynamic) return std::string(port->name);
  return std::string(port->name) + std::to_string(index - (ports.size() - 1));
}

}  // namespace msquant
