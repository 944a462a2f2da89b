// The names of all fields of a Report: one list that both the writer and the reader follow.
// An archive is called with a name and a field.
#pragma once

#include "report/report.h"

namespace msquant {

template <class Archive>
void fields(Archive& a, ReportRange& x) {
  a("min", x.min);
  a("max", x.max);
}

template <class Archive>
void fields(Archive& a, ReportError& x) {
  a("sqnr_db", x.sqnr_db);
  a("cosine", x.cosine);
}

template <class Archive>
void fields(Archive& a, ReportThreshold& x) {
  a("view", x.view);
  a("good_from_db", x.good_from_db);
  a("suspicious_from_db", x.suspicious_from_db);
}

template <class Archive>
void fields(Archive& a, ReportHistogram& x) {
  a("low", x.low);
  a("high", x.high);
  a("counts", x.counts);
}

template <class Archive>
void fields(Archive& a, ReportMilestone& x) {
  a("images", x.images);
  a("range", x.range);
}

template <class Archive>
void fields(Archive& a, ReportActivation& x) {
  a("estimator", x.estimator);
  a("scale", x.scale);
  a("zero_point", x.zero_point);
  a("range", x.range);
  a("seen", x.seen);
  a("clipped_percent", x.clipped_percent);
  a("zeros_percent", x.zeros_percent);
  a("histogram", x.histogram);
  a("milestones", x.milestones);
}

template <class Archive>
void fields(Archive& a, ReportWeight& x) {
  a("channels", x.channels);
  a("step", x.step);
  a("min", x.min);
  a("max", x.max);
  a("smallest", x.smallest);
  a("median", x.median);
  a("largest", x.largest);
  a("zero_channels", x.zero_channels);
}

template <class Archive>
void fields(Archive& a, ReportLayer& x) {
  a("name", x.name);
  a("operator", x.type);
  a("output_shape", x.output);
  a("weight_shape", x.weight);
  a("action", x.action);
  a("reason", x.reason);
  a("verdict", x.verdict);
  a("isolated", x.isolated);
  a("accumulated", x.accumulated);
  a("end_to_end", x.end_to_end);
  a("input", x.input);
  a("weight_channels", x.channels);
  a("weight_bytes_before", x.bytes_before);
  a("weight_bytes_after", x.bytes_after);
}

template <class Archive>
void fields(Archive& a, ReportNode& x) {
  a("name", x.name);
  a("operator", x.type);
  a("followed_by", x.followed_by);
  a("inputs", x.inputs);
  a("layer", x.layer);
}

template <class Archive>
void fields(Archive& a, ReportInput& x) {
  a("name", x.name);
  a("shape", x.shape);
  a("min", x.min);
  a("max", x.max);
  a("mean", x.mean);
  a("problem", x.problem);
}

template <class Archive>
void fields(Archive& a, ReportWarning& x) {
  a("code", x.code);
  a("text", x.text);
  a("explanation", x.explanation);
}

template <class Archive>
void fields(Archive& a, ReportVerdict& x) {
  a("level", x.level);
  a("text", x.text);
  a("because", x.because);
}

template <class Archive>
void fields(Archive& a, ReportTrial& x) {
  a("trial", x.number);
  a("float_layers", x.float_layers);
  a("drop_points", x.drop_points);
  a("outcome", x.outcome);
}

template <class Archive>
void fields(Archive& a, ReportSearch& x) {
  a("max_drop_points", x.max_drop_points);
  a("stopped", x.stopped);
  a("best_trial", x.best_trial);
  a("trials", x.trials);
}

template <class Archive>
void fields(Archive& a, ReportFile& x) {
  a("name", x.name);
  a("sha256", x.sha256);
  a("bytes", x.bytes);
}

template <class Archive>
void fields(Archive& a, ReportSetting& x) {
  a("key", x.key);
  a("value", x.value);
  a("origin", x.origin);
}

template <class Archive>
void fields(Archive& a, Accuracy& x) {
  a("images", x.images);
  a("top1", x.top1);
  a("top5", x.top5);
}

template <class Archive>
void fields(Archive& a, OutputFidelity& x) {
  a("name", x.name);
  a("sqnr_db", x.sqnr_db);
  a("cosine", x.cosine);
  a("max_abs_difference", x.max_abs_difference);
}

template <class Archive>
void fields(Archive& a, Comparison& x) {
  a("accuracy", x.accuracy);
  a("agreement", x.agreement);
  a("outputs", x.outputs);
  a("sqnr_db", x.sqnr_db);
  a("cosine", x.cosine);
  a("max_abs_difference", x.max_abs_difference);
}

template <class Archive>
void fields(Archive& a, Evaluation& x) {
  a("images", x.images);
  a("float", x.reference);
  a("int8", x.quantized);
}

template <class Archive>
void fields(Archive& a, Report& x) {
  a("msquant", x.version);
  a("network", x.network);
  a("command", x.command);
  a("verdict", x.verdict);
  a("calibration_images", x.calibration_images);
  a("evaluation", x.evaluation);
  a("error_images", x.error_images);
  a("search", x.search);
  a("thresholds", x.thresholds);
  a("inputs", x.inputs);
  a("warnings", x.warnings);
  a("layers", x.layers);
  a("nodes", x.nodes);
  a("settings", x.settings);
  a("sources", x.sources);
  a("files", x.files);
}

}  // namespace msquant
