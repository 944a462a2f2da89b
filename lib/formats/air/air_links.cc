#include "formats/air/air_links.h"

#include <charconv>
#include <queue>

namespace msquant {
namespace {

using ge::proto::GraphDef;
using ge::proto::OpDef;

constexpr int kControl = -1;  // "node:-1" only orders two operators

struct LinkText {
  std::string name;
  int output = 0;
};

// Names may hold ':', so the last one separates. Nothing if there is none or no number behind it.
std::optional<LinkText> parse_link(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  LinkText link{std::string(text.substr(0, colon)), 0};
  const std::string_view number = text.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), link.output);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  return link;
}

class LinkResolver {
 public:
  LinkResolver(const GraphDef& graph, std::vector<AirProblem>* problems)
      : graph_(graph), problems_(problems) {}

  AirLinks resolve() {
    const auto count = static_cast<size_t>(graph_.op_size());
    links_.inputs.resize(count);
    links_.consumers.resize(count);
    for (int i = 0; i < graph_.op_size(); ++i) index(i);
    for (int i = 0; i < graph_.op_size(); ++i) resolve_inputs(i);
    return std::move(links_);
  }

 private:
  void report(const OpDef& op, const std::string& rule) { problems_->push_back({op.name(), rule}); }

  void index(int i) {
    const OpDef& op = graph_.op(i);
    if (op.name().empty()) report(op, "an operator of type '" + op.type() + "' has no name");
    if (!links_.by_name.emplace(op.name(), i).second) report(op, "two operators have this name");
    if (!op.has_out_attr()) report(op, "has_out_attr is not set");
  }

  void resolve_inputs(int i) {
    const OpDef& op = graph_.op(i);
    for (const std::string& text : op.input()) {
      const AirLink link = resolve(op, text);
      if (link.is_linked()) links_.consumers[static_cast<size_t>(link.producer)].push_back(i);
      if (!(link.is_linked() && link.output == kControl)) {
        links_.inputs[static_cast<size_t>(i)].push_back(link);
      }
    }
    if (links_.inputs[static_cast<size_t>(i)].size() > static_cast<size_t>(op.input_desc_size())) {
      report(op, "it has more inputs than input descriptors");
    }
    links_.inputs[static_cast<size_t>(i)].resize(static_cast<size_t>(op.input_desc_size()));
  }

  AirLink resolve(const OpDef& op, const std::string& text) {
    if (text.empty()) return {};
    const auto parsed = parse_link(text);
    if (!parsed) {
      report(op, "input '" + text + "' is not 'operator:output'");
      return {};
    }
    const auto producer = links_.by_name.find(parsed->name);
    if (producer == links_.by_name.end()) {
      report(op, "input '" + text + "' names an unknown operator");
      return {};
    }
    if (parsed->output < kControl ||
        parsed->output >= graph_.op(producer->second).output_desc_size()) {
      report(op, "input '" + text + "' names an output that has no descriptor");
      return {};
    }
    return {producer->second, parsed->output};
  }

  const GraphDef& graph_;
  std::vector<AirProblem>* problems_;
  AirLinks links_;
};

}  // namespace

std::optional<AirLink> AirLinks::find(const GraphDef& graph, std::string_view text) const {
  const auto parsed = parse_link(text);
  if (!parsed) return std::nullopt;
  const auto producer = by_name.find(parsed->name);
  if (producer == by_name.end() || parsed->output < 0 ||
      parsed->output >= graph.op(producer->second).output_desc_size()) {
    return std::nullopt;
  }
  return AirLink{producer->second, parsed->output};
}

AirLinks resolve_links(const GraphDef& graph, std::vector<AirProblem>* problems) {
  return LinkResolver(graph, problems).resolve();
}

std::vector<int> sorted_operators(const AirLinks& links) {
  std::vector<int> waiting_for(links.inputs.size(), 0);
  for (const auto& consumers : links.consumers) {
    for (int consumer : consumers) ++waiting_for[static_cast<size_t>(consumer)];
  }
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (size_t i = 0; i < waiting_for.size(); ++i) {
    if (waiting_for[i] == 0) ready.push(static_cast<int>(i));
  }
  std::vector<int> order;
  while (!ready.empty()) {
    order.push_back(ready.top());
    ready.pop();
    for (int consumer : links.consumers[static_cast<size_t>(order.back())]) {
      if (--waiting_for[static_cast<size_t>(consumer)] == 0) ready.push(consumer);
    }
  }
  return order;
}

}  // namespace msquant
