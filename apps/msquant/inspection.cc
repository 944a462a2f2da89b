#include "msquant/inspection.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/error.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "formats/checkpoint/model_parameters.h"
#include "formats/model_file.h"
#include "graph/dump.h"
#include "passes/generate_config.h"
#include "pipeline/named_paths.h"
#include "quant/quant_config.h"
#include "zoo/zoo.h"

namespace msquant {
namespace {

Json shape_json(const TensorType& type) {
  return {{"dtype", name_of(type.dtype)}, {"shape", type.shape}};
}

std::string type_text(DType dtype, const Shape& shape) {
  return std::string(name_of(dtype)) + to_string(shape);
}

std::string network_of(const ParameterSet& parameters) {
  try {
    return recognise_network(parameters);
  } catch (const Error&) {
    return "not one of the model zoo";
  }
}

Inspection inspect_checkpoint(const std::filesystem::path& file, bool verify_crc) {
  const ParameterSet all = read_checkpoint(file, {verify_crc});
  const ParameterSet model = model_parameters(all);
  Inspection result;
  Json list = Json::array();
  int64_t elements = 0;
  for (const auto& [name, tensor] : all.entries()) {
    const bool is_model = model.find(name) != nullptr;
    if (is_model) elements += tensor.size();
    list.push_back({{"name", name},
                    {"dtype", name_of(tensor.dtype())},
                    {"shape", tensor.shape()},
                    {"model", is_model}});
    result.text += fmt::format("  {:<50} {}{}\n", name, type_text(tensor.dtype(), tensor.shape()),
                               is_model ? "" : "  (not part of the model)");
  }
  const std::string network = network_of(model);
  result.text = fmt::format("network     {}\nparameters  {} tensors, {:.2f} M elements\n", network,
                            model.size(), static_cast<double>(elements) / 1e6) +
                result.text;
  result.json = {{"network", network},
                 {"parameter_count", model.size()},
                 {"element_count", elements},
                 {"parameters", list}};
  return result;
}

using NamedType = std::pair<std::string, TensorType>;

std::vector<NamedType> named_types(const Graph& graph, const std::vector<ValueId>& values,
                                   const std::vector<std::string>& names) {
  std::vector<NamedType> result;
  for (size_t i = 0; i < values.size(); ++i) {
    result.emplace_back(names[i], graph.value(values[i]).type);
  }
  return result;
}

Json types_json(const std::vector<NamedType>& types) {
  Json list = Json::array();
  for (const auto& [name, type] : types) {
    Json item{{"name", name}};
    item.update(shape_json(type));
    list.push_back(item);
  }
  return list;
}

std::string types_text(const char* title, const std::vector<NamedType>& types) {
  std::string text;
  for (const auto& [name, type] : types) {
    text += fmt::format("{:<12}{} {}\n", title, name, type_text(type.dtype, type.shape));
  }
  return text;
}

void add_operators(const Graph& graph, Inspection& result) {
  std::map<std::string, int> counts;
  for (NodeId id : graph.node_ids()) ++counts[std::string(name_of(graph.node(id).kind))];
  std::string line;
  for (const auto& [kind, count] : counts) line += fmt::format("{} {}  ", count, kind);
  result.text += fmt::format("{:<12}{}\n", "operators", line);
  result.json["operators"] = counts;
}

void add_layers(const Graph& graph, Inspection& result) {
  Json list = Json::array();
  result.text += "layers\n";
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (node.kind != OpKind::kConv2d && node.kind != OpKind::kMatMul) continue;
    const Value& weight = graph.value(node.inputs[1]);
    const bool is_int8 = weight.type.dtype == DType::kInt8;
    const bool is_quantizable = is_int8 || reason_not_quantizable(graph, node).empty();
    const std::string reason = is_int8 ? "int8" : reason_not_generated(graph, node);
    list.push_back({{"name", node.name},
                    {"operator", name_of(node.kind)},
                    {"weight", shape_json(weight.type)},
                    {"quantizable", is_quantizable},
                    {"note", reason}});
    result.text += fmt::format("  {:<44} {:<7} {:<28} {}\n", node.name, name_of(node.kind),
                               type_text(weight.type.dtype, weight.type.shape), reason);
  }
  result.json["layers"] = list;
}

Inspection inspect_graph(const Graph& graph, bool with_dump) {
  Inspection result;
  const auto inputs = named_types(graph, graph.inputs(), names_of(graph, graph.inputs()));
  const auto outputs = named_types(graph, graph.outputs(), graph.output_names());
  result.text = types_text("input", inputs) + types_text("output", outputs);
  result.json = {{"inputs", types_json(inputs)}, {"outputs", types_json(outputs)}};
  add_operators(graph, result);
  add_layers(graph, result);
  if (with_dump) result.text += dump(graph);
  return result;
}

// " activation hfmg, weights arq": what a layer or type says of its own.
std::string methods_text(const MethodOverride& methods) {
  std::string text;
  if (methods.estimator) text += ", activation " + *methods.estimator;
  if (methods.asymmetric) text += *methods.asymmetric ? ", asymmetric" : ", symmetric";
  for (const auto& [name, value] : methods.parameters) text += fmt::format(", {} {}", name, value);
  if (methods.weight_method) text += ", weights " + *methods.weight_method;
  if (methods.channel_wise) text += *methods.channel_wise ? ", per channel" : ", per tensor";
  return text;
}

Inspection inspect_config(const std::filesystem::path& file) {
  const QuantConfig config = read_quant_config(file);
  Inspection result;
  Json list = Json::array();
  for (const LayerChoice& layer : config.layers) {
    list.push_back({{"name", layer.name}, {"quant", layer.quant}});
    const std::string methods = layer.quant ? methods_text(layer.methods) : "";
    result.text +=
        fmt::format("  {:<44} {}{}\n", layer.name, layer.quant ? "int8" : "float", methods);
  }
  for (const auto& [name, methods] : config.types) {
    result.text += fmt::format("  all {:<40} int8{}\n", name, methods_text(methods));
  }
  result.text = fmt::format("fuse_bn     {}\nrollback    {}\nlayers      {}, {} quantized\n",
                            config.fuse_bn, config.num_rollback_nodes, config.layers.size(),
                            config.quantized_layers().size()) +
                result.text;
  result.json = {{"fuse_bn", config.fuse_bn},
                 {"num_rollback_nodes", config.num_rollback_nodes},
                 {"layers", list}};
  return result;
}

Inspection inspect_format(const std::filesystem::path& file, FileFormat format, bool verify_crc,
                          bool dump) {
  switch (format) {
    case FileFormat::kCheckpoint:
    case FileFormat::kSafetensors:
      return inspect_checkpoint(file, verify_crc);
    case FileFormat::kJson:
      return inspect_config(file);
    default:
      return inspect_graph(read_model(file), dump);
  }
}

}  // namespace

Inspection inspect(const std::filesystem::path& file, bool verify_crc, bool dump) {
  const FileFormat format = guess_format(file);
  Inspection result = inspect_format(file, format, verify_crc, dump);
  result.text = fmt::format("{}: {}\n", file.string(), name_of(format)) + result.text;
  Json json{{"file", file.string()}, {"format", name_of(format)}};
  json.update(result.json);
  result.json = std::move(json);
  return result;
}

}  // namespace msquant
