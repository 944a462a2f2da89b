#include "formats/onnx/onnx_reader.h"

#include <utility>

#include "formats/onnx/onnx_graph.h"
#include "formats/onnx/onnx_parser.h"

namespace msquant {

Graph read_onnx(const std::filesystem::path& path) {
  onnx::ModelProto model = parse_onnx(*MappedFile::open(path));
  return lower_onnx(std::move(model), path);
}

}  // namespace msquant
