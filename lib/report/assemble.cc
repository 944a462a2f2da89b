#include "report/assemble.h"

#include "report/judgement.h"
#include "report/layer_reports.h"
#include "report/node_reports.h"

namespace msquant {

Report assemble_report(const RunFindings& findings) {
  Report report;
  report.calibration_images = findings.observation.images;
  report.evaluation = findings.evaluation;
  report.search = findings.search;
  report.error_images = findings.errors.images;
  for (const ViewInfo& view : kViews) {
    report.thresholds.push_back({std::string(view.name), view.good_from, view.suspicious_from});
  }
  report.inputs = findings.inputs;
  report.layers = layer_reports(findings);
  report.nodes = node_reports(findings.observation.reference, report.layers);
  report.verdict = judge(report);
  report.warnings = find_warnings(report);
  return report;
}

}  // namespace msquant
