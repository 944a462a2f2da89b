// The ONNX project's own tests of operators: folders with a model, inputs and expected outputs.
// They come with Python's package onnx (up to 1.16) in onnx/backend/test/data/node, and
// `scripts/install_deps.sh --interop` puts them into build/onnx-tests/node; the environment
// variable MSQUANT_ONNX_NODE_TESTS names another folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace msquant {

struct OnnxCase {
  Graph graph;
  std::vector<Tensor> inputs, expected;
};

// Why a case is not ours to pass.
struct OutOfScope {
  std::string reason;
};

// The folders of all cases, sorted; none if the tests are absent.
std::vector<std::filesystem::path> onnx_case_folders();

// Throws OutOfScope, or whatever goes wrong.
OnnxCase read_onnx_case(const std::filesystem::path& folder);

// Does the graph, run by the reference engine, give what the case expects?
bool gives_expected(const OnnxCase& given, const Graph& graph);

}  // namespace msquant
