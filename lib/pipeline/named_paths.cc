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

std::map<std::string, std::filesystem::path> named_paths(const std::vector<std::string>& arguments,
                                                         const std::vector<std::string>& names,
                                                         const std::string& flag) {
  std::map<std::string, std::filesystem::path> paths;
  for (const std::string& text : arguments) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos && names.size() != 1) {
      throw Error(ErrorKind::kUsage, "the model has several tensors", flag, "",
                  flag + " NAME=FILE for each, NAME one of: " + joined(names));
    }
    const std::string name = equals == std::string::npos ? names.front() : text.substr(0, equals);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw Error(ErrorKind::kUsage, "the model has no tensor '" + name + "'", flag,
                  "it has: " + joined(names), did_you_mean(name, names));
    }
    const std::string path = equals == std::string::npos ? text : text.substr(equals + 1);
    if (!paths.emplace(name, path).second) {
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
