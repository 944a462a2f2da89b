#include "support/golden_network.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "support/shared.h"

namespace msquant {
namespace {

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream stream(shared_file("golden/" + file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

NamedShapes golden_parameters(const std::string& network) {
  NamedShapes result;
  for (std::string line :
       lines_of(network + "_params.txt")) {  // conv1.weight [64, 3, 7, 7] Float32
    for (char& c : line) c = c == '[' || c == ',' || c == ']' ? ' ' : c;
    std::istringstream words(line);
    std::string name;
    Shape shape;
    words >> name;
    for (int64_t dim; words >> dim;) shape.push_back(dim);
    result.emplace_back(name, shape);
  }
  return result;
}

std::vector<GoldenCell> golden_cells(const std::string& network) {
  std::vector<GoldenCell> result;
  for (const std::string& line : lines_of(network + "_cells.txt")) {
    std::istringstream columns(line);
    GoldenCell cell;
    std::getline(columns, cell.name, '\t');
    std::getline(columns, cell.type, '\t');
    std::getline(columns, cell.details, '\t');
    result.push_back(cell);
  }
  return result;
}

ParameterSet zero_parameters(const NamedShapes& shapes, const std::string& source) {
  int64_t largest = 1;
  for (const auto& item : shapes) largest = std::max(largest, element_count(item.second));
  // The system hands out zero pages as they are touched, and nobody touches these.
  const std::shared_ptr<const void> zeros(std::calloc(static_cast<size_t>(largest), sizeof(float)),
                                          [](const void* p) { std::free(const_cast<void*>(p)); });
  ParameterSet parameters(source);
  for (const auto& [name, shape] : shapes) {
    parameters.add(name, Tensor::view(DType::kFloat32, shape, zeros.get(), zeros));
  }
  return parameters;
}

}  // namespace msquant
