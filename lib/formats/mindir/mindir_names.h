// From MindIR's names to the names that users know: those of cells and parameters.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace msquant {

// The cell of a scope, "" for the network itself:
//   "Default/layer1-SequentialCell/0-Basic/conv1-Conv2d/Conv2D-op0" → "layer1.0.conv1"
std::string cell_of_scope(std::string_view scope);

// A value's name without the graph's: "65_1_Net_construct_21:conv1.weight" → "conv1.weight".
std::string local_name(std::string_view value_name);

// What ModelProto.producer_name is in our own files, whose values have the names of our graphs.
inline constexpr char kMindirProducer[] = "msquant";

// The layer that a parameter belongs to: "layer1.0.conv1.weight" → "layer1.0.conv1"; "" if its
// name has one part only.
std::string stem_of_parameter(std::string_view parameter);

// Gives every node a name of its own.
class NodeNames {
 public:
  // The first of `cell` and `stem` that is not empty and free, else a numbered one.
  std::string name_layer(const std::string& cell, const std::string& stem,
                         const std::string& primitive);

  // "<cell>/<primitive>", numbered if taken.
  std::string name_operator(const std::string& cell, const std::string& primitive);

  // `name`, numbered if taken.
  std::string number(const std::string& name);

 private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int64_t> count_;
};

}  // namespace msquant
