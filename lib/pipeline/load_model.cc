#include "pipeline/load_model.h"

#include <utility>

#include "base/error.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "formats/checkpoint/model_parameters.h"
#include "formats/model_file.h"
#include "pipeline/zoo_preprocessing.h"
#include "zoo/zoo.h"

namespace msquant {
namespace {

// Weights from a checkpoint for a graph that came with its own.
int replace_weights(Graph& graph, const ParameterSet& parameters) {
  int replaced = 0;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    Value& value = graph.value(id);
    const Tensor* tensor = value.constant ? parameters.find(value.name) : nullptr;
    if (tensor == nullptr) continue;
    if (tensor->shape() != value.type.shape) {
      throw Error(ErrorKind::kModel, "the checkpoint does not fit the model",
                  parameters.source() + ": parameter '" + value.name + "'",
                  "expected shape " + to_string(value.type.shape) + ", found " +
                      to_string(tensor->shape()));
    }
    value.constant = tensor->to_float32();
    ++replaced;
  }
  if (replaced == 0) {
    throw Error(ErrorKind::kModel, "the checkpoint does not fit the model", parameters.source(),
                "none of its parameters is one of the model's");
  }
  return replaced;
}

ParameterSet read_parameters(const std::filesystem::path& path, bool verify_crc, int threads) {
  return model_parameters(read_checkpoint(path, {verify_crc, threads}));
}

std::filesystem::path checkpoint_of(const ModelSource& source, const Settings& settings) {
  if (!source.checkpoint.empty()) return source.checkpoint;
  if (settings.has("checkpoint_file_path")) return settings.existing_path("checkpoint_file_path");
  throw Error(ErrorKind::kUsage, "no model is given", "", "",
              "--ckpt FILE (a checkpoint) or --model FILE (a MindIR or AIR file)");
}

NetworkInput network_input(const Settings& settings) {
  NetworkInput input;
  try {
    const auto [height, width] = image_size(settings);
    input.height = height;
    input.width = width;
  } catch (const Error&) {
    // Commands that run no images (gen-config, inspect) need no size; those that do check it.
  }
  if (settings.has("class_num")) input.class_num = settings.integer("class_num", 1);
  return input;
}

// A network of the zoo that is not built yet.
struct ZooModel {
  std::filesystem::path path;
  FileStamp stamp;
  ParameterSet parameters;
  std::string name;

  std::string description() const {
    return name + " (model zoo) with the weights of " + path.string();
  }
};

ZooModel recognise_zoo(const ModelSource& source, Settings& settings, int threads) {
  const std::filesystem::path path = checkpoint_of(source, settings);
  const FileStamp stamp = stamp_of(path);
  ParameterSet parameters = read_parameters(path, source.verify_crc, threads);
  if (!settings.has("net_name")) {
    settings.set("net_name", recognise_network(parameters), "recognised from the parameters");
  }
  const std::string name = canonical_network_name(settings.text("net_name"));
  derive_preprocessing(settings, name);
  return {path, stamp, std::move(parameters), name};
}

Model from_zoo(const ModelSource& source, Settings& settings, int threads) {
  const ZooModel zoo = recognise_zoo(source, settings, threads);
  return {build_network(zoo.name, zoo.parameters, network_input(settings)),
          zoo.name,
          zoo.description(),
          {{}, zoo.path, source.verify_crc},
          0,
          zoo.stamp};
}

// The size of images that the graph itself names.
void derive_image_size(const Graph& graph, Settings& settings) {
  if (graph.inputs().size() != 1) return;
  const Shape& shape = graph.value(graph.inputs().front()).type.shape;
  if (shape.size() != 4) return;
  settings.set_if_default("height", std::to_string(shape[2]), "the model's input");
  settings.set_if_default("width", std::to_string(shape[3]), "the model's input");
}

Model from_file(const ModelSource& source, Settings& settings, int threads) {
  const FileStamp model_stamp = stamp_of(source.model),
                  checkpoint_stamp = stamp_of(source.checkpoint);
  Model model{read_model(source.model),
              source.model.stem().string(),
              source.model.string(),
              source,
              model_stamp,
              checkpoint_stamp};
  if (!source.checkpoint.empty()) {
    const int replaced = replace_weights(
        model.graph, read_parameters(source.checkpoint, source.verify_crc, threads));
    model.description +=
        " with " + std::to_string(replaced) + " weights of " + source.checkpoint.string();
  }
  if (settings.has("net_name")) {
    derive_preprocessing(settings, canonical_network_name(settings.text("net_name")));
  }
  derive_image_size(model.graph, settings);
  return model;
}

}  // namespace

Model load_model(const ModelSource& source, Settings& settings, int threads) {
  return source.model.empty() ? from_zoo(source, settings, threads)
                              : from_file(source, settings, threads);
}

void require_same_source(const Model& model) {
  const auto& [graph, checkpoint, unused] = model.source;
  require_same_file(graph, model.model_stamp, stamp_of(graph));
  require_same_file(checkpoint, model.checkpoint_stamp, stamp_of(checkpoint));
}

std::string recognise_model(const ModelSource& source, Settings& settings) {
  return source.model.empty() ? recognise_zoo(source, settings, 1).description()
                              : from_file(source, settings, 1).description;
}

}  // namespace msquant
