#include "msquant/accuracy_gate.h"

#include <fmt/format.h>

#include "base/error.h"
#include "comm/world.h"
#include "msquant/junit_output.h"

namespace msquant {
namespace {

bool has_drop(const Evaluation& evaluation) {
  return evaluation.quantized && evaluation.quantized->agreement;
}

std::string percent(double value) { return fmt::format("{:.2f}", value); }

CheckReport check_report(const AccuracyGate& gate, const Evaluation& evaluation) {
  CheckReport report;
  const auto add = [&](const char* name, const std::string& value) {
    report.properties.emplace_back(name, value);
  };
  add("images", std::to_string(evaluation.images));
  if (evaluation.is_labelled()) {
    add("float_top1_percent", percent(evaluation.reference.top1_percent()));
  }
  if (!has_drop(evaluation)) return report;
  if (evaluation.is_labelled()) {
    add("int8_top1_percent", percent(evaluation.quantized->accuracy.top1_percent()));
  }
  add("agreement_percent", percent(evaluation.agreement_percent()));
  add("drop_points", percent(drop_points(evaluation)));
  Check check{"accuracy", evaluation.is_labelled() ? "drop of top-1" : "agreement with float",
              gate.is_met(evaluation) ? Outcome::kPassed : Outcome::kFailed, ""};
  if (gate.max_drop) {
    add("max_drop_points", percent(*gate.max_drop));
    check.message = gate.text(evaluation);
  } else {
    check.outcome = Outcome::kSkipped;
    check.message =
        fmt::format("drop {:.2f} points, no limit (--max-drop)", drop_points(evaluation));
  }
  report.checks.push_back(std::move(check));
  return report;
}

}  // namespace

CLI::Option* AccuracyGate::add_to(CLI::App& app) {
  app.add_option("--junit", junit, "JUnit XML file to write, with the drop as a test case");
  return app.add_option(
      "--max-drop", max_drop,
      "the most that accuracy may drop, in percentage points of top-1; without labels, of "
      "agreement with the float model");
}

void AccuracyGate::require_measurable(const Graph& graph) const {
  if (!max_drop || is_classifier(graph)) return;
  throw Error(ErrorKind::kUnsupported, "a drop cannot be measured", graph.name(),
              "the model is no classifier: it does not have one output [N, classes]",
              "msquant analyze --suggest names the layers that hurt most");
}

bool AccuracyGate::is_met(const Evaluation& evaluation) const {
  return !max_drop || drop_points(evaluation) <= *max_drop;
}

const char* AccuracyGate::verdict(const Evaluation& evaluation) const {
  return is_met(evaluation) ? "PASSED" : "FAILED";
}

std::string AccuracyGate::text(const Evaluation& evaluation) const {
  return fmt::format("drop {:.2f} points{}, limit {:.2f}", drop_points(evaluation),
                     evaluation.is_labelled() ? "" : " (of agreement with float: no labels)",
                     *max_drop);
}

Json AccuracyGate::json(const Evaluation& evaluation) const {
  return {{"verdict", verdict(evaluation)},
          {"max_drop_points", *max_drop},
          {"drop_points", drop_points(evaluation)},
          {"drop_of", evaluation.is_labelled() ? "top-1" : "agreement with float"}};
}

void AccuracyGate::report(const Evaluation& evaluation) const {
  if (!junit.empty() && world().is_root()) write_junit(junit, check_report(*this, evaluation));
}

}  // namespace msquant
