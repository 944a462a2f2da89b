// Writes models in all formats, each with inputs and expected outputs, for run_cases.py:
//   write_cases FOLDER
// FOLDER/<case> holds x0.npy, …, y0.npy, …, model.mindir and <opset>.onnx. The cases are the ONNX
// project's own operator tests, MindSpore's operator nets in data/, and the graphs of
// operator_graphs.h, whose expected outputs are those of the reference engine.
#include <exception>
#include <filesystem>
#include <iostream>

#include "base/files.h"
#include "engine/executor.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "interop/onnx_node_cases.h"
#include "interop/operator_graphs.h"
#include "support/models.h"
#include "tensor/npy.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

// The opsets around which operators changed.
constexpr int64_t kOpsets[] = {13, 17, 18, 21};

void write_tensors(const fs::path& folder, const char* what, const std::vector<Tensor>& tensors) {
  for (size_t i = 0; i < tensors.size(); ++i) {
    write_npy(folder / (what + std::to_string(i) + ".npy"), tensors[i]);
  }
}

void write_case(const fs::path& root, const InteropCase& given, const MindirOptions& options = {}) {
  const fs::path folder = root / given.name;
  make_folder(folder);
  write_tensors(folder, "x", given.inputs);
  write_tensors(folder, "y", given.expected);
  for (int64_t opset : kOpsets) {
    write_onnx(given.graph, folder / (std::to_string(opset) + ".onnx"), {opset});
  }
  write_mindir(given.graph, folder / "model.mindir", options);
}

void write_onnx_node_cases(const fs::path& root) {
  for (const fs::path& folder : onnx_node_folders()) {
    try {
      write_case(root, load_onnx_node_case(folder));
    } catch (const OutOfScope&) {
      // Counted by onnx_node_test.cc.
    }
  }
}

void write_mindspore_nets(const fs::path& root) {
  const fs::path data = fs::path(MSQUANT_SOURCE_DIR) / "tests/interop/data";
  for (const auto& entry : fs::directory_iterator(data)) {
    if (entry.path().extension() != ".mindir") continue;
    const std::string net = entry.path().stem().string();
    write_case(root, {"mindspore_" + net,
                      read_mindir(entry.path()),
                      {read_npy(data / (net + ".x.npy"))},
                      {read_npy(data / (net + ".y.npy"))}});
  }
}

void write_operator_graphs(const fs::path& root) {
  ExecutorOptions options;
  options.engine = "reference";
  for (Graph& graph : operator_graphs()) {
    const Tensor x = random_tensor(graph.value(graph.inputs()[0]).type.shape, 1, -3, 3);
    const std::vector<Tensor> y = make_executor(graph, options)->run({x});
    if (graph.name() == "conv") write_case(root, {"conv_in_data_file", graph, {x}, y}, {0});
    const std::string name = "graph_" + graph.name();
    write_case(root, {name, std::move(graph), {x}, y});
  }
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    msquant::write_operator_graphs(argv[1]);
    msquant::write_mindspore_nets(argv[1]);
    msquant::write_onnx_node_cases(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
