#include "formats/record/record_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <scale_offset_record.pb.h>

#include <algorithm>
#include <climits>
#include <cmath>
#include <unordered_set>

#include "base/error.h"

namespace msquant {
namespace {

namespace pb = google::protobuf;
using record::MapFiledEntry;
using record::ScaleOffsetRecord;
using record::SingleLayerRecord;

[[noreturn]] void fail(const std::string& where, const std::string& because) {
  throw Error(ErrorKind::kModel, "cannot read the calibration record", where, because,
              "calibrate again to write the record anew");
}

// Keeps the first message of the parser; lines are numbered from 0 there.
class FirstError : public pb::io::ErrorCollector {
 public:
  void AddError(int line, pb::io::ColumnNumber /*column*/, const std::string& message) override {
    if (text.empty()) text = "line " + std::to_string(line + 1) + ": " + message;
  }
  std::string text;
};

ScaleOffsetRecord parse_message(std::string_view text, const std::string& source) {
  if (text.size() > INT_MAX) fail(source, "the file is larger than 2 GiB");
  FirstError error;
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  ScaleOffsetRecord message;
  if (!parser.ParseFromString(std::string(text), &message)) fail(source, error.text);
  return message;
}

void check_scale(float scale, const std::string& field, const std::string& where) {
  if (!std::isfinite(scale) || scale <= 0) {
    fail(where, field + " is " + std::to_string(scale) + ", not a positive number");
  }
}

QuantParams activation_of(const SingleLayerRecord& value, const std::string& where) {
  if (!value.has_scale_d() || !value.has_offset_d()) fail(where, "scale_d or offset_d is missing");
  check_scale(value.scale_d(), "scale_d", where);
  const int32_t offset = value.offset_d();
  if (offset < kQuantMin || offset > kQuantMax) {
    fail(where, "offset_d is " + std::to_string(offset) + ", outside [-128, 127]");
  }
  return {{value.scale_d()}, {offset}, -1};
}

QuantParams weight_of(const SingleLayerRecord& value, const std::string& where) {
  const auto& scales = value.scale_w();
  const auto& offsets = value.offset_w();
  if (scales.empty()) fail(where, "scale_w is missing");
  if (scales.size() != offsets.size()) {
    fail(where, "there are " + std::to_string(scales.size()) + " scale_w and " +
                    std::to_string(offsets.size()) + " offset_w");
  }
  for (float scale : scales) check_scale(scale, "scale_w", where);
  if (std::any_of(offsets.begin(), offsets.end(), [](int32_t o) { return o != 0; })) {
    fail(where, "an offset_w is not 0");
  }
  return {
      {scales.begin(), scales.end()}, {offsets.begin(), offsets.end()}, scales.size() > 1 ? 0 : -1};
}

}  // namespace

std::string to_text(const Record& record) {
  ScaleOffsetRecord message;
  for (const LayerRecord& layer : record.layers) {
    MapFiledEntry& entry = *message.add_record();
    entry.set_key(layer.layer);
    SingleLayerRecord& value = *entry.mutable_value();
    value.set_scale_d(layer.activation.scale.at(0));
    value.set_offset_d(layer.activation.zero_point.at(0));
    const QuantParams& weight = layer.weight;
    value.mutable_scale_w()->Add(weight.scale.begin(), weight.scale.end());
    value.mutable_offset_w()->Add(weight.zero_point.begin(), weight.zero_point.end());
  }
  std::string text;
  MSQUANT_CHECK(pb::TextFormat::PrintToString(message, &text));
  return text;
}

Record parse_record(std::string_view text, const std::string& source) {
  const ScaleOffsetRecord message = parse_message(text, source);
  Record record;
  std::unordered_set<std::string> names;
  for (const MapFiledEntry& entry : message.record()) {
    const std::string where = source + ": layer '" + entry.key() + "'";
    if (entry.key().empty()) fail(source, "a record has no key");
    if (!names.insert(entry.key()).second) fail(where, "the layer occurs twice");
    record.layers.push_back(
        {entry.key(), activation_of(entry.value(), where), weight_of(entry.value(), where)});
  }
  return record;
}

}  // namespace msquant
