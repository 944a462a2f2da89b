#include "formats/record/record_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <scale_offset_record.pb.h>

#include <algorithm>
#include <cfloat>
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

[[noreturn]] void fail_unsupported(const std::string& where, const std::string& because) {
  throw Error(ErrorKind::kUnsupported, "the calibration record asks for what msquant cannot do",
              where, because);
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

// As AMCT checks them.
std::vector<float> balance_of(const SingleLayerRecord& value, const std::string& where) {
  const auto& factors = value.tensor_balance_factor();
  for (float factor : factors) {
    if (factor > FLT_EPSILON && factor < 1 / FLT_EPSILON) continue;
    fail(where, "a tensor_balance_factor is " + std::to_string(factor) + ", outside (2^-23, 2^23)");
  }
  return {factors.begin(), factors.end()};
}

void require_supported(const SingleLayerRecord& value, const std::string& where) {
  for (const std::string& type : {value.dst_type(), value.act_type(), value.wts_type()}) {
    if (!type.empty() && type != "INT8") fail_unsupported(where, "its type is " + type);
  }
  if (value.skip_fusion()) fail_unsupported(where, "skip_fusion is true");
}

LayerRecord layer_of(const MapFiledEntry& entry, const std::string& where) {
  const SingleLayerRecord& value = entry.value();
  require_supported(value, where);
  return {entry.key(), activation_of(value, where), weight_of(value, where),
          balance_of(value, where)};
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
    value.mutable_tensor_balance_factor()->Add(layer.balance.begin(), layer.balance.end());
  }
  std::string text;
  MSQUANT_CHECK(pb::TextFormat::PrintToString(message, &text));
  return text;
}

Record parse_record(std::string_view text, const std::string& source) {
  const ScaleOffsetRecord message = parse_message(text, source);
  Record record;
  record.source = source;
  std::unordered_set<std::string> names;
  for (const MapFiledEntry& entry : message.record()) {
    const std::string where = source + ": layer '" + entry.key() + "'";
    if (entry.key().empty()) fail(source, "a record has no key");
    if (!names.insert(entry.key()).second) fail(where, "the layer occurs twice");
    record.layers.push_back(layer_of(entry, where));
  }
  return record;
}

}  // namespace msquant
