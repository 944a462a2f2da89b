// Writes MindIR files for tests/interop/mindir_interop.py to load into MindSpore:
//   mindir_samples FOLDER
// For each network of the zoo that was trained: <net>.mindir, and <net>_quantized.mindir, which has
// made-up ranges. For each small network: <name>.mindir, its input <name>_x.npy, and what the
// reference engine computes, <name>_y.npy.
#include <exception>
#include <filesystem>
#include <iostream>

#include "engine/executor.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "formats/checkpoint/model_parameters.h"
#include "formats/mindir/mindir_writer.h"
#include "interop/mindir_graphs.h"
#include "support/models.h"
#include "support/shared.h"
#include "tensor/npy.h"
#include "zoo/zoo.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

void write_zoo_network(const std::string& name, const fs::path& folder) {
  const fs::path source = fs::path("models") / name;
  const fs::path checkpoint = shared_file(source / (name + ".ckpt"));
  if (checkpoint.empty()) return;
  const Shape x = read_npy(shared_file(source / "input.npy")).shape();
  const ParameterSet parameters = model_parameters(read_checkpoint(checkpoint, {}));
  const Graph graph = build_network(name, parameters, {x[0], x[2], x[3], {}});
  write_mindir(graph, folder / (name + ".mindir"));
  write_mindir(quantized(graph), folder / (name + "_quantized.mindir"));
}

void write_small_network(const std::string& name, const Graph& graph, const fs::path& folder) {
  write_mindir(graph, folder / (name + ".mindir"));
  const Tensor x = random_tensor(graph.value(graph.inputs()[0]).type.shape, 1);
  write_npy(folder / (name + "_x.npy"), x);
  ExecutorOptions options;
  options.engine = "reference";
  write_npy(folder / (name + "_y.npy"), make_executor(graph, options)->run({x})[0]);
}

void write_samples(const fs::path& folder) {
  for (const char* name : {"lenet5", "mobilenet_v2", "resnet18"}) write_zoo_network(name, folder);
  write_small_network("conv_net", conv_net(2), folder);
  write_small_network("residual_block", residual_block(2), folder);
  write_small_network("depthwise_block", depthwise_block(2), folder);
  write_small_network("dense_head", dense_head(2), folder);
  write_small_network("pools", pools(), folder);
  write_small_network("shapes", shapes(), folder);
  write_small_network("dense_of_rows", dense_of_rows(), folder);
  write_small_network("batched_product", batched_product(), folder);
  write_mindir(quantized(dense_of_rows()), folder / "dense_of_rows_quantized.mindir");
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    msquant::write_samples(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
