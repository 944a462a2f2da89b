#include "report/sample_report.h"

#include <limits>

namespace msquant {
namespace {

ReportActivation activation() {
  ReportActivation x;
  x.estimator = "minmax";
  x.scale = 0.5;
  x.zero_point = -128;
  x.range = {0, 127.5};
  x.seen = {0, 120};
  x.clipped_percent = 0.25;
  x.zeros_percent = 40;
  x.histogram = {0, 127.5, {1000, 10, 0, 1}};
  x.milestones = {{12, {0, 60}}, {24, {0, 90}}, {48, {0, 120}}, {96, {0, 127.5}}};
  return x;
}

ReportLayer int8_layer() {
  ReportLayer layer;
  layer.name = kHostileName;
  layer.type = "Conv2d";
  layer.output = {1, 16, 8, 8};
  layer.weight = {16, 8, 3, 3};
  layer.action = "int8";
  layer.verdict = "suspicious";
  layer.isolated = ReportError{std::numeric_limits<double>::infinity(), 1};
  layer.accumulated = ReportError{25, 0.998};
  layer.end_to_end = ReportError{21.5, 0.9965};
  layer.input = activation();
  layer.channels = ReportWeight{3, 1, {-1, -0.5, 0}, {0.5, 2, 0}, 0, 1, 2, 1};
  layer.bytes_before = 4608;
  layer.bytes_after = 1152;
  return layer;
}

ReportLayer float_layer() {
  ReportLayer layer;
  layer.name = "fc";
  layer.type = "MatMul";
  layer.output = {1, 10};
  layer.weight = {10, 16};
  layer.action = "float";
  layer.reason = "switched off in quant_config.json";
  layer.bytes_before = layer.bytes_after = 640;
  return layer;
}

Evaluation evaluation() {
  Evaluation result;
  result.images = 100;
  result.reference = {100, 90, 99};
  result.quantized = Comparison{{100, 88, 99}, 97, {{"y", 28.5, 0.99, 0.25}}, 28.5, 0.99, 0.25};
  return result;
}

}  // namespace

ReportSearch sample_search() {
  return {0.5,
          "nothing is left to try",
          3,
          {{1, {}, 12.5, "missed"},
           {2, {kHostileName}, 0.75, "missed"},
           {3, {kHostileName, "fc"}, 0.25, "met"}}};
}

Report sample_report() {
  Report report;
  report.version = "0.1.0";
  report.network = kHostileName;
  report.command = "msquant quantize --ckpt '" + kHostileName + "' -o .";
  report.verdict = {"suspicious", "Top-1 goes from 90.00 % to 88.00 %", "up to 1 point is good"};
  report.calibration_images = 96;
  report.evaluation = evaluation();
  report.error_images = 8;
  report.thresholds = {{"isolated", 30, 20}};
  report.inputs = {{"x", {1, 3, 32, 32}, -2, 2, 0.1, ""}};
  report.warnings = {{"clipped", "1 layer cuts off much: " + kHostileName, "Use minmax."}};
  report.layers = {int8_layer(), float_layer()};
  report.nodes = {{"x", "input", {}, {}, -1},
                  {kHostileName, "Conv2d", {"Relu"}, {0}, 0},
                  {"fc", "MatMul", {}, {1}, 1}};
  report.settings = {{"batch_size", "32", "default"}};
  report.sources = {{"../lenet5.ckpt", std::string(64, 'a'), 1000}};
  report.files = {{"quantized_model.air", std::string(64, 'b'), 2000}};
  return report;
}

}  // namespace msquant
