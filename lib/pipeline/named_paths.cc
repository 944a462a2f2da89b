#include "pipeline/named_paths.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"

namespace msquant {

std::vector<std::string> names_of(const Graph& graph, const std::vector<ValueId>& values) {
  std::vector<std::string> names;
  for (ValueId id : values) names.push_back(graph.value(id).name);
  return names;
}

NamedPath named_path(const std::string& argument) {
  const size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0 || std::filesystem::exists(argument)) {
    return {"", argument};
  }
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

std::string to_argument(const NamedPath& named) {
  return named.name.empty() ? named.path.string() : named.name + "=" + named.path.string();
}

std::map<std::string, std::filesystem::path> named_paths(const std::vector<std::string>& arguments,
                                                         const std::vector<std::string>& names,
                                                         const std::string& flag) {
  std::map<std::string, std::filesystem::path> paths;
  for (const std::string& text : arguments) {
    const NamedPath given = named_path(text);
    if (given.name.empty() && names.size() != 1) {
      throw Error(ErrorKind::kUsage, "the model has several tensors", flag, "",
                  flag + " NAME=FILE for each, NAME one of: " + joined(names));
    }
    const std::string& name = given.name.empty() ? names.front() : given.name;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw Error(ErrorKind::kUsage, "the model has no tensor '" + name + "'", flag,
                  "it has: " + joined(names), did_you_mean(name, names));
    }
    if (!paths.emplace(name, given.path).second) {
      throw Error(ErrorKind::kUsage, "'" + name + "' is given twice", flag, "",
                  "give one path for each");
    }
  }
  return paths;
}

std::vector<std::filesystem::path> path_of_each(const std::vector<std::string>& arguments,
                                                const std::vector<std::string>& names,
                                                const std::string& flag) {
  const auto by_name = named_paths(arguments, names, flag);
  std::vector<std::filesystem::path> paths;
  for (const std::string& name : names) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      throw Error(ErrorKind::kUsage, "input '" + name + "' is not given", "", "",
                  flag + " " + name + "=FILE.npy");
    }
    paths.push_back(found->second);
  }
  return paths;
}

}  // namespace msquant
