// What a report says of a run: the content of report.json and report.html. Plain data; the layers
// that know models and calibrations fill it (report/assemble.h), the drawing reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/accuracy.h"
#include "tensor/shape.h"

namespace msquant {

struct ReportRange {
  double min = 0, max = 0;
};

// An error in one view; the SQNR is infinite where nothing differs.
struct ReportError {
  double sqnr_db = 0, cosine = 0;
};

struct ReportThreshold {
  std::string view;
  double good_from_db = 0, suspicious_from_db = 0;
};

// Numbers of elements in bins of equal width between `low` and `high`.
struct ReportHistogram {
  double low = 0, high = 0;
  std::vector<double> counts;
};

// The range that the first images alone would have given.
struct ReportMilestone {
  int64_t images = 0;
  ReportRange range;
};

// The input of a quantized layer, over all calibration images.
struct ReportActivation {
  std::string estimator;
  double scale = 0;
  int64_t zero_point = 0;
  ReportRange range, seen;  // what the integers reach, and what there was
  double clipped_percent = 0, zeros_percent = 0;
  ReportHistogram histogram;
  std::vector<ReportMilestone> milestones;  // the last one of all images
};

// The weight of a quantized layer by output channel; columns stand for `step` neighbouring channels
// and hold their smallest and largest element.
struct ReportWeight {
  int64_t channels = 0, step = 1;
  std::vector<double> min, max;
  double smallest = 0, median = 0, largest = 0;  // of the channels' largest magnitudes
  int64_t zero_channels = 0;                     // that hold nothing but 0
};

// A convolution or matrix product.
struct ReportLayer {
  std::string name, type;
  Shape output, weight;
  std::string action;   // "int8" or "float"
  std::string reason;   // why it is float; else empty
  std::string verdict;  // name_of(Verdict) of an int8 layer; else empty
  std::optional<ReportError> isolated, accumulated, end_to_end;
  std::optional<ReportActivation> input;
  std::optional<ReportWeight> channels;
  int64_t bytes_before = 0, bytes_after = 0;  // of the weight
};

// A node of the network as it is drawn: with the functions that follow it and nothing else uses.
struct ReportNode {
  std::string name, type;
  std::vector<std::string> followed_by;  // "Relu"
  std::vector<int64_t> inputs;           // indexes of nodes before it
  int64_t layer = -1;                    // in Report::layers
};

// What the network sees of one of its inputs.
struct ReportInput {
  std::string name;
  Shape shape;
  double min = 0, max = 0, mean = 0;  // of the first sample
  std::string problem;                // what looks wrong; else empty
};

struct ReportWarning {
  std::string code, text, explanation;
};

struct ReportVerdict {
  std::string level;  // name_of(Verdict), or "unknown" where nothing was measured
  std::string text, because;
};

// One configuration that a search for layers to leave in float has tried.
struct ReportTrial {
  int64_t number = 0;
  std::vector<std::string> float_layers;  // worst first
  double drop_points = 0;
  std::string outcome;  // "met" or "missed"
};

struct ReportSearch {
  double max_drop_points = 0;
  std::string stopped;  // why it ended
  int64_t best_trial = 0;
  std::vector<ReportTrial> trials;
};

struct ReportFile {
  std::string name, sha256;
  int64_t bytes = 0;
};

struct ReportSetting {
  std::string key, value, origin;
};

struct Report {
  std::string version;  // of msquant
  std::string network;
  std::string command;  // repeats the run, in its folder
  ReportVerdict verdict;
  int64_t calibration_images = 0;
  std::optional<Evaluation> evaluation;
  int64_t error_images = 0;            // that the errors of layers were measured on
  std::optional<ReportSearch> search;  // that chose the layers
  std::vector<ReportThreshold> thresholds;
  std::vector<ReportInput> inputs;
  std::vector<ReportWarning> warnings;
  std::vector<ReportLayer> layers;  // in the network's order
  std::vector<ReportNode> nodes;    // each after its inputs
  std::vector<ReportSetting> settings;
  std::vector<ReportFile> sources, files;
};

inline constexpr int kReportSchemaVersion = 1;

}  // namespace msquant
