#include "formats/onnx/onnx_order.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>

#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_parser.h"

namespace msquant {
namespace {

using onnx::NodeProto;

bool is_quantized(const NodeProto& node) {
  static const std::set<std::string> kQuantized = {"ConvInteger", "DequantizeLinear",
                                                   "DynamicQuantizeLinear", "MatMulInteger",
                                                   "QuantizeLinear"};
  return kQuantized.count(node.op_type()) > 0 || node.op_type().compare(0, 7, "QLinear") == 0;
}

bool is_control_flow(const NodeProto& node) {
  static const std::set<std::string> kControl = {"If", "Loop", "Scan", "SequenceMap"};
  return kControl.count(node.op_type()) > 0;
}

bool calls_function(const OnnxIndex& index, const NodeProto& node) {
  for (const auto& function : index.model().functions()) {
    if (function.name() == node.op_type() && function.domain() == node.domain()) return true;
  }
  return false;
}

void refuse_special(const OnnxIndex& index, const NodeProto& node) {
  const auto refuse = [&](const std::string& because, const std::string& hint) {
    throw index.error(ErrorKind::kUnsupported, OnnxIndex::describe(node), because, hint);
  };
  if (is_quantized(node)) {
    refuse(
        "the model is already quantized",
        "give the floating-point model that it was made from; the same integers as AIR or MindIR "
        "can be run and evaluated");
  }
  if (calls_function(index, node)) {
    refuse("it calls a function that the model defines",
           "inline the functions, with onnx.inliner for example");
  }
  if (!is_standard_domain(node.domain())) {
    refuse("'" + node.domain() + "' is not a domain of standard operators",
           "export the model with operators of ONNX only");
  }
  if (is_control_flow(node)) {
    refuse("control flow: the model branches or loops",
           "export the network without 'if' and 'for' on tensors");
  }
}

// Names all operators that cannot be read at once, and the node of the first.
void refuse_unknown_operators(const OnnxIndex& index, const std::vector<int>& order) {
  std::set<std::string> unknown;
  std::string first;
  for (int position : order) {
    const NodeProto& node = index.graph().node(position);
    refuse_special(index, node);
    if (find_onnx_op(node.op_type()) != nullptr) continue;
    unknown.insert("'" + node.op_type() + "'");
    if (first.empty()) first = OnnxIndex::describe(node);
  }
  if (unknown.empty()) return;
  std::string list;
  for (const std::string& name : unknown) list += (list.empty() ? "" : ", ") + name;
  throw index.error(ErrorKind::kUnsupported, first, "msquant has no operator for " + list,
                    "it reads " + supported_onnx_ops());
}

// For every node that the outputs depend on, the nodes that use its results, once for each use.
using Users = std::unordered_map<int, std::vector<int>>;

Users find_needed_nodes(const OnnxIndex& index) {
  Users users;
  std::vector<int> pending;
  const auto need = [&](const std::string& tensor) -> std::vector<int>* {
    const auto result = index.find_result(tensor);
    if (!result) return nullptr;
    const auto [entry, is_new] = users.try_emplace(result->node);
    if (is_new) pending.push_back(result->node);
    return &entry->second;
  };
  for (const auto& output : index.graph().output()) need(output.name());
  while (!pending.empty()) {
    const int node = pending.back();
    pending.pop_back();
    for (const std::string& input : index.graph().node(node).input()) {
      if (auto* users_of_input = need(input)) users_of_input->push_back(node);
    }
  }
  return users;
}

std::vector<int> sort_topologically(const OnnxIndex& index, const Users& users) {
  std::unordered_map<int, int> missing;
  for (const auto& entry : users) {
    for (int user : entry.second) ++missing[user];
  }
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (const auto& entry : users) {
    if (missing[entry.first] == 0) ready.push(entry.first);
  }
  std::vector<int> order;
  while (!ready.empty()) {
    order.push_back(ready.top());
    ready.pop();
    for (int user : users.at(order.back())) {
      if (--missing[user] == 0) ready.push(user);
    }
  }
  if (order.size() == users.size()) return order;
  int first = index.graph().node_size();
  for (const auto& [node, count] : missing) first = count > 0 ? std::min(first, node) : first;
  throw index.error(ErrorKind::kModel, OnnxIndex::describe(index.graph().node(first)),
                    "it depends on its own result");
}

}  // namespace

std::vector<int> order_onnx_nodes(const OnnxIndex& index) {
  std::vector<int> order = sort_topologically(index, find_needed_nodes(index));
  refuse_unknown_operators(index, order);
  return order;
}

}  // namespace msquant
