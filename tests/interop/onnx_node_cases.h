// The ONNX project's own tests of operators: folders with a model, inputs and expected outputs.
// They come with Python's package onnx (up to 1.16) in onnx/backend/test/data/node, and
// `scripts/install_deps.sh --interop` puts them into build/onnx-tests/node; the environment
// variable MSQUANT_ONNX_NODE_TESTS names another folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "interop/interop_case.h"

namespace msquant {

// Why a case is not ours to pass.
struct OutOfScope {
  std::string reason;
};

// The folders of all cases in order; none if the tests are absent.
std::vector<std::filesystem::path> onnx_node_folders();

// Reads a case. Throws OutOfScope, or whatever went wrong.
InteropCase load_onnx_node_case(const std::filesystem::path& folder);

}  // namespace msquant
