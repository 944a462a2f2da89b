#include "formats/mindir/mindir_names.h"

namespace msquant {

std::string cell_of_scope(std::string_view scope) {
  const size_t first = scope.find('/'), last = scope.rfind('/');
  if (first == last) return {};
  std::string cell;
  std::string_view inner = scope.substr(first + 1, last - first - 1);
  while (!inner.empty()) {
    const std::string_view segment = inner.substr(0, inner.find('/'));
    // "<attribute>-<class>": a class name has no '-', the attribute's may.
    if (!cell.empty()) cell += '.';
    cell += segment.substr(0, segment.rfind('-'));
    inner.remove_prefix(segment.size() < inner.size() ? segment.size() + 1 : inner.size());
  }
  return cell;
}

std::string local_name(std::string_view value_name) {
  const size_t colon = value_name.find(':');
  return std::string(colon == std::string_view::npos ? value_name : value_name.substr(colon + 1));
}

std::string stem_of_parameter(std::string_view parameter) {
  const size_t dot = parameter.rfind('.');
  return std::string(dot == std::string_view::npos ? std::string_view() : parameter.substr(0, dot));
}

std::string NodeNames::number(const std::string& name) {
  if (taken_.insert(name).second) return name;
  while (true) {
    std::string numbered = name + "_" + std::to_string(++count_[name]);
    if (taken_.insert(numbered).second) return numbered;
  }
}

std::string NodeNames::name_layer(const std::string& cell, const std::string& stem,
                                  const std::string& primitive) {
  for (const std::string& name : {cell, stem}) {
    if (!name.empty() && taken_.insert(name).second) return name;
  }
  return number(!cell.empty() ? cell : !stem.empty() ? stem : primitive);
}

std::string NodeNames::name_operator(const std::string& cell, const std::string& primitive) {
  return number(cell.empty() ? primitive : cell + "/" + primitive);
}

}  // namespace msquant
