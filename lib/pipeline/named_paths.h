// Flags that give a path to each of a model's inputs or outputs.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// The names of values, in order.
std::vector<std::string> names_of(const Graph& graph, const std::vector<ValueId>& values);

struct NamedPath {
  std::string name;  // "" if none is given
  std::filesystem::path path;
};

// Splits "NAME=PATH" or "PATH". Where the whole is the path of something that exists, '=' is a part
// of it.
NamedPath named_path(const std::string& argument);

// The other way.
std::string to_argument(const NamedPath& named);

// "PATH" or "NAME=PATH" of each argument, by name; a path alone goes to the only name there is.
// Throws Error(kUsage), naming `flag`, if a name is missing, given twice or not one of `names`.
std::map<std::string, std::filesystem::path> named_paths(const std::vector<std::string>& arguments,
                                                         const std::vector<std::string>& names,
                                                         const std::string& flag);

// The same, in the order of `names`, each of which must be given.
std::vector<std::filesystem::path> path_of_each(const std::vector<std::string>& arguments,
                                                const std::vector<std::string>& names,
                                                const std::string& flag);

}  // namespace msquant
