#include <algorithm>
#include <array>
#include <string_view>

#include "formats/air/air_attributes.h"
#include "formats/air/air_check_rules.h"

namespace msquant {
namespace {

using ge::proto::AttrDef;
using ge::proto::OpDef;
using ge::proto::TensorDescriptor;

constexpr int64_t kUnknownRank = -2;  // the least that a dimension may be

bool is_layout(std::string_view layout) {
  constexpr std::array<std::string_view, 9> kLayouts{
      "NCHW", "NHWC", "ND", "HWCN", "CHWN", "NCDHW", "NDHWC", "NC1HWC0", "FRACTAL_Z"};
  return std::find(kLayouts.begin(), kLayouts.end(), layout) != kLayouts.end();
}

// How a file marks an optional input that is absent though a later one is there.
bool is_empty(const TensorDescriptor& desc) {
  return desc.dtype() == ge::proto::DT_UNDEFINED && desc.shape().dim_size() == 0 &&
         (desc.layout() == "FORMAT_RESERVED" || desc.layout() == "RESERVED");
}

class OperatorCheck {
 public:
  OperatorCheck(const OpDef& op, const GePrototype& prototype, std::vector<AirProblem>* problems)
      : op_(op), prototype_(prototype), problems_(problems) {}

  void check_inputs(const std::vector<AirLink>& links) {
    for (size_t i = 0; i < std::max(links.size(), prototype_.inputs.size()); ++i) {
      const GePort* port = port_at(prototype_.inputs, i);
      if (port == nullptr) return report("it has more inputs than its prototype");
      const std::string what = "input '" + port_name(prototype_.inputs, i) + "'";
      const bool described = i < links.size();
      if (described && (links[i].is_linked() || op_.type() == "Data")) {
        check_descriptor(op_.input_desc(static_cast<int>(i)), *port, what);
      } else if (port->kind == GePortKind::kRequired && op_.type() != "Data") {
        report(what + " is required and linked to nothing");
      } else if (described && !is_empty(op_.input_desc(static_cast<int>(i)))) {
        report(what + " is linked to nothing, so its descriptor must be empty");
      }
    }
  }

  void check_outputs() {
    for (int i = 0; i < op_.output_desc_size(); ++i) {
      const auto at = static_cast<size_t>(i);
      const GePort* port = port_at(prototype_.outputs, at);
      if (port == nullptr) return report("it has more outputs than its prototype");
      check_descriptor(op_.output_desc(i), *port,
                       "output '" + port_name(prototype_.outputs, at) + "'");
    }
  }

  // GE looks inputs and outputs up by name, through two lists of equal length.
  void check_names(const std::string& which, const std::vector<GePort>& ports, int count) {
    const std::string key = "_" + which + "_name_key", value = "_" + which + "_name_value";
    const auto keys = op_.attr().find(key), values = op_.attr().find(value);
    const int names = keys == op_.attr().end() ? 0 : keys->second.list().s_size();
    const int positions = values == op_.attr().end() ? 0 : values->second.list().i_size();
    if (names != positions) return report(key + " and " + value + " differ in length");
    std::vector<std::string> found(static_cast<size_t>(count));
    for (int i = 0; i < names; ++i) {
      const int64_t position = values->second.list().i(i);
      if (position >= 0 && position < count) {
        found[static_cast<size_t>(position)] = keys->second.list().s(i);
      }
    }
    for (size_t i = 0; i < found.size(); ++i) {
      if (port_at(ports, i) == nullptr) return;  // reported already
      if (found[i] != port_name(ports, i)) {
        report(key + " calls " + which + " " + std::to_string(i) + " '" + found[i] + "', not '" +
               port_name(ports, i) + "'");
      }
    }
  }

  void check_attributes() {
    for (const GeAttribute& declared : prototype_.attributes) {
      const std::string what = "attribute '" + std::string(declared.name) + "'";
      const auto found = op_.attr().find(std::string(declared.name));
      if (found == op_.attr().end() || found->second.value_case() == AttrDef::VALUE_NOT_SET) {
        if (declared.is_required()) report(what + " is required");
      } else if (!has_kind(found->second, declared.kind)) {
        report(what + " is not " + std::string(name_of(declared.kind)) +
               (found->second.has_list() ? " by its val_type" : ""));
      }
    }
  }

 private:
  void report(const std::string& rule) { problems_->push_back({op_.name(), rule}); }

  void check_descriptor(const TensorDescriptor& desc, const GePort& port, const std::string& what) {
    if (!port.accepts(desc.dtype())) {
      report(what + " does not take element type " + std::to_string(desc.dtype()));
    }
    if (!is_layout(desc.layout())) report(what + " has unknown layout '" + desc.layout() + "'");
    for (int64_t dim : desc.shape().dim()) {
      if (dim < kUnknownRank) report(what + " has dimension " + std::to_string(dim));
    }
  }

  const OpDef& op_;
  const GePrototype& prototype_;
  std::vector<AirProblem>* problems_;
};

}  // namespace

void check_operator(const OpDef& op, const std::vector<AirLink>& inputs,
                    std::vector<AirProblem>* problems) {
  const GePrototype* prototype = find_prototype(op.type());
  if (prototype == nullptr) {
    problems->push_back({op.name(), "operator type '" + op.type() + "' is not known"});
    return;
  }
  OperatorCheck check(op, *prototype, problems);
  check.check_inputs(inputs);
  check.check_outputs();
  check.check_attributes();
  if (op.type() == "NetOutput") return;  // GE names its inputs itself
  check.check_names("input", prototype->inputs, op.input_desc_size());
  check.check_names("output", prototype->outputs, op.output_desc_size());
}

}  // namespace msquant
