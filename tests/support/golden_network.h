// What MindSpore itself says about the model zoo's networks: golden/<network>_params.txt and
// golden/<network>_cells.txt among the shared files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tensor/parameter_set.h"

namespace msquant {

using NamedShapes = std::vector<std::pair<std::string, Shape>>;

// Names and shapes of a network's parameters, or nothing if the file is absent.
NamedShapes golden_parameters(const std::string& network);

// A row of cells_and_names(): "conv1", "Conv2d", "3->64 k(7, 7) s(2, 2) pad 3 g1 biasFalse".
struct GoldenCell {
  std::string name, type, details;
};
std::vector<GoldenCell> golden_cells(const std::string& network);

// Parameters of these names and shapes that are all zeros and share one block of memory.
ParameterSet zero_parameters(const NamedShapes& shapes, const std::string& source = "test.ckpt");

}  // namespace msquant
