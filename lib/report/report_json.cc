#include "report/report_json.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "quant/json_integer.h"
#include "report/report_fields.h"

namespace msquant {
namespace {

using Json = nlohmann::ordered_json;

class Writer {
 public:
  template <class T>
  void operator()(const char* name, T& field) {
    document_[name] = json(field);
  }

  Json document() && { return std::move(document_); }

 private:
  static Json json(std::string& text) { return text; }
  static Json json(int64_t& number) { return number; }
  // JSON has no infinity.
  static Json json(double& number) {
    return std::isfinite(number) ? Json(std::stod(fmt::format("{:.6g}", number))) : Json(nullptr);
  }
  template <class T>
  static Json json(std::optional<T>& field) {
    return field ? json(*field) : Json(nullptr);
  }
  template <class T>
  static Json json(std::vector<T>& list) {
    Json result = Json::array();
    for (T& item : list) result.push_back(json(item));
    return result;
  }
  template <class T>
  static Json json(T& structure) {
    Writer writer;
    fields(writer, structure);
    return std::move(writer).document();
  }

  Json document_ = Json::object();
};

// Throws Json::exception for whatever is not as expected.
class Reader {
 public:
  explicit Reader(const Json& document) : document_(document) {}

  template <class T>
  void operator()(const char* name, T& field) {
    read(document_.at(name), field);
  }

 private:
  static void read(const Json& json, std::string& text) { json.get_to(text); }
  static void read(const Json& json, int64_t& number) { number = integer_in<int64_t>(json); }
  static void read(const Json& json, double& number) {
    number = json.is_null() ? std::numeric_limits<double>::infinity() : json.get<double>();
  }
  template <class T>
  static void read(const Json& json, std::optional<T>& field) {
    if (!json.is_null()) read(json, field.emplace());
  }
  template <class T>
  static void read(const Json& json, std::vector<T>& list) {
    for (const Json& item : json.get_ref<const Json::array_t&>()) read(item, list.emplace_back());
  }
  template <class T>
  static void read(const Json& json, T& structure) {
    Reader reader(json);
    fields(reader, structure);
  }

  const Json& document_;
};

void require_indexes(const Report& report, const std::string& source) {
  const auto layers = static_cast<int64_t>(report.layers.size());
  for (size_t i = 0; i < report.nodes.size(); ++i) {
    const ReportNode& node = report.nodes[i];
    bool is_good = node.layer >= -1 && node.layer < layers;
    for (int64_t input : node.inputs) {
      is_good = is_good && input >= 0 && input < static_cast<int64_t>(i);
    }
    if (is_good) continue;
    throw Error(ErrorKind::kConfig, "cannot read the report", source,
                "node '" + node.name + "' names a layer or an input that is not there");
  }
}

}  // namespace

std::string to_json(const Report& report) {
  Report copy = report;
  Writer writer;
  int64_t schema_version = kReportSchemaVersion;
  writer("schema_version", schema_version);
  fields(writer, copy);
  return std::move(writer).document().dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Report parse_report(std::string_view text, const std::string& source) {
  Report report;
  try {
    const Json document = Json::parse(text);
    const auto version = integer_in<int64_t>(document.at("schema_version"));
    if (version != kReportSchemaVersion) {
      throw Error(ErrorKind::kConfig, "cannot read the report", source,
                  "its schema_version is " + std::to_string(version) + ", this msquant reads " +
                      std::to_string(kReportSchemaVersion),
                  "quantize again to write it anew");
    }
    Reader reader(document);
    fields(reader, report);
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kConfig, "cannot read the report", source, error.what(),
                "quantize again to write it anew");
  }
  require_indexes(report, source);
  return report;
}

}  // namespace msquant
