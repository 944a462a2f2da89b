#include "tune/trial_file.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "quant/json_integer.h"

namespace msquant {
namespace {

using Json = nlohmann::ordered_json;

Json counts(const Accuracy& accuracy) {
  return {{"images", accuracy.images}, {"top1", accuracy.top1}, {"top5", accuracy.top5}};
}

int64_t count(const Json& json, const char* key) {
  const auto value = integer_in<int64_t>(json.at(key));
  if (value < 0) throw std::out_of_range(std::string(key) + " is negative");
  return value;
}

Accuracy read_counts(const Json& json) {
  Accuracy accuracy;
  accuracy.images = count(json, "images");
  accuracy.top1 = count(json, "top1");
  accuracy.top5 = count(json, "top5");
  return accuracy;
}

// JSON has no infinity; null stands for outputs that are equal.
Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double read_number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::infinity() : json.get<double>();
}

Json to_document(const std::vector<OutputFidelity>& outputs) {
  Json document = Json::array();
  for (const OutputFidelity& output : outputs) {
    document.push_back({{"name", output.name},
                        {"sqnr_db", finite_or_null(output.sqnr_db)},
                        {"cosine", output.cosine},
                        {"max_abs_difference", output.max_abs_difference}});
  }
  return document;
}

std::vector<OutputFidelity> read_outputs(const Json& document) {
  std::vector<OutputFidelity> outputs;
  for (const Json& each : document) {
    outputs.push_back({each.at("name").get<std::string>(), read_number(each.at("sqnr_db")),
                       each.at("cosine").get<double>(),
                       each.at("max_abs_difference").get<double>()});
  }
  return outputs;
}

StoredTrial parse(const std::string& text) {
  const Json json = Json::parse(text);
  Trial trial;
  trial.number = integer_in<int>(json.at("trial"));
  trial.float_layers = json.at("float_layers").get<std::vector<std::string>>();
  trial.evaluation.images = count(json, "images");
  trial.evaluation.reference = read_counts(json.at("float"));
  Comparison quantized;
  quantized.accuracy = read_counts(json.at("int8"));
  quantized.agreement = count(json, "agreement");
  quantized.sqnr_db = read_number(json.at("sqnr_db"));
  quantized.cosine = json.at("cosine").get<double>();
  quantized.max_abs_difference = json.at("max_abs_difference").get<double>();
  quantized.outputs = read_outputs(json.at("outputs"));
  trial.evaluation.quantized = quantized;
  return {trial, json.at("key").get<std::string>()};
}

}  // namespace

std::string to_json(const Trial& trial, const std::string& key, const QuantConfig& config) {
  const Evaluation& evaluation = trial.evaluation;
  const Comparison& quantized = evaluation.quantized.value();
  const Json json{{"trial", trial.number},
                  {"drop_points", trial.drop()},
                  {"drop_of", evaluation.is_labelled() ? "top-1" : "agreement with float"},
                  {"float_layers", trial.float_layers},
                  {"images", evaluation.images},
                  {"float", counts(evaluation.reference)},
                  {"int8", counts(quantized.accuracy)},
                  {"agreement", quantized.agreement.value()},
                  {"sqnr_db", finite_or_null(quantized.sqnr_db)},
                  {"cosine", quantized.cosine},
                  {"max_abs_difference", quantized.max_abs_difference},
                  {"outputs", to_document(quantized.outputs)},
                  {"quant_config", Json::parse(to_json(config))},
                  {"key", key}};
  return json.dump(2) + "\n";
}

StoredTrial read_trial(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  try {
    return parse(text);
  } catch (const std::exception& error) {
    throw Error(ErrorKind::kConfig, "cannot use the result of a trial", path.string(), error.what(),
                "delete the file; the trial is run again");
  }
}

}  // namespace msquant
