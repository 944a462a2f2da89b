// Links between the operators of an AIR file. A file names them as "producer:output".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/air/air_check.h"
#include "ge_ir.pb.h"

namespace msquant {

struct AirLink {
  int producer = -1;  // index into GraphDef.op; -1: nothing is linked
  int output = 0;

  bool is_linked() const { return producer >= 0; }
};

struct AirLinks {
  std::vector<std::vector<AirLink>> inputs;  // by operator: data inputs in order
  std::vector<std::vector<int>> consumers;   // by operator: who uses an output or waits for it
  std::unordered_map<std::string, int> by_name;

  // The output that `text` ("name:index") means, or nothing if there is none.
  std::optional<AirLink> find(const ge::proto::GraphDef& graph, std::string_view text) const;
};

// Resolves all links. Appends what makes GE's loader fail: nodes without a name or with another's,
// has_out_attr unset, unknown producers, outputs that do not exist, more links than descriptors.
AirLinks resolve_links(const ge::proto::GraphDef& graph, std::vector<AirProblem>* problems);

// Operators, each after its producers and else in the order of the file. Shorter than the graph if
// it has a cycle.
std::vector<int> sorted_operators(const AirLinks& links);

}  // namespace msquant
