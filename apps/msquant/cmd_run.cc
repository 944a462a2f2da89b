#include <memory>

#include "engine/executor.h"
#include "graph/shape_inference.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/data_options.h"
#include "msquant/flag_checks.h"
#include "msquant/json_output.h"
#include "msquant/model_options.h"
#include "pipeline/named_paths.h"
#include "tensor/npy.h"

namespace msquant {
namespace {

struct Options {
  ModelOptions model;
  std::filesystem::path file;
  std::vector<std::string> inputs, outputs;
  std::string engine = "onednn";
  bool json = false;
};

std::vector<Tensor> read_inputs(const Graph& graph, const std::vector<std::string>& flags) {
  std::vector<Tensor> tensors;
  for (const auto& path : path_of_each(flags, names_of(graph, graph.inputs()), "--input")) {
    tensors.push_back(read_npy(path));
  }
  return tensors;
}

void follow_batch(Graph& graph, const std::vector<Tensor>& inputs) {
  const Shape& given = inputs.front().shape();
  const Shape& expected = graph.value(graph.inputs().front()).type.shape;
  if (!given.empty() && !expected.empty() && given[0] != expected[0] && given[0] > 0) {
    set_batch_size(graph, given[0]);
  }
}

void run(Options options) {
  if (!options.file.empty()) options.model.set_file(options.file);
  Settings settings = options.model.settings();
  Graph graph = load_model(options.model.source(), settings).graph;
  const std::vector<Tensor> inputs = read_inputs(graph, options.inputs);
  follow_batch(graph, inputs);

  const std::vector<std::string> names = graph.output_names();
  const auto files = named_paths(options.outputs, names, "--output");
  ExecutorOptions executor_options;
  executor_options.engine = options.engine;
  const std::vector<Tensor> outputs = make_executor(graph, executor_options)->run(inputs);
  Json written = Json::array();
  for (size_t i = 0; i < names.size(); ++i) {
    console().stage("output", names[i] + " " + std::string(name_of(outputs[i].dtype())) +
                                  to_string(outputs[i].shape()));
    const auto found = files.find(names[i]);
    if (found != files.end()) write_npy(found->second, outputs[i]);
    written.push_back({{"name", names[i]},
                       {"dtype", name_of(outputs[i].dtype())},
                       {"shape", outputs[i].shape()},
                       {"file", found == files.end() ? Json() : Json(found->second.string())}});
  }
  if (options.json) print_json({{"outputs", written}});
}

}  // namespace

Command run_command() {
  Command command{"run", "run any model on tensors from .npy files", "", {}};
  command.examples =
      "  msquant run quantized_model.air --input images.npy --output logits.npy\n"
      "  msquant run quantized_model.air --input x=images.npy --output logits.npy --engine "
      "reference\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "the model: MindIR, ONNX, AIR or a checkpoint");
    options->model.add_to(app);
    app.add_option("--input", options->inputs, "FILE.npy or NAME=FILE.npy")->required();
    app.add_option("--output", options->outputs, "FILE.npy or NAME=FILE.npy");
    app.add_option("--engine", options->engine, "onednn, or reference: slow plain loops")
        ->check(one_of("--engine", {"onednn", "reference"}));
    app.add_flag("--json", options->json, "print the outputs' types and files as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
