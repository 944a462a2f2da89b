#include "interop/onnx_node_cases.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "base/files.h"
#include "formats/onnx/onnx_parser.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/onnx/onnx_tensor.h"
#include "support/temp_dir.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

onnx::TensorProto load_proto(const fs::path& path) {
  onnx::TensorProto proto;
  const std::string bytes = read_file(path);
  if (!proto.ParsePartialFromString(bytes)) throw OutOfScope{"inputs that are no tensors"};
  return proto;
}

Tensor load_float(const fs::path& path) {
  onnx::TensorProto proto = load_proto(path);
  if (proto.data_type() != onnx::TensorProto::FLOAT) throw OutOfScope{"element types"};
  ExternalData external(path);
  return take_onnx_tensor(proto, path.string(), "tensor", external);
}

fs::path numbered(const fs::path& set, const std::string& what, size_t i) {
  return set / (what + "_" + std::to_string(i) + ".pb");
}

// The inputs that are not initializers too.
std::vector<std::string> free_inputs(const onnx::GraphProto& graph) {
  std::vector<std::string> names;
  for (const auto& input : graph.input()) {
    const auto& all = graph.initializer();
    const bool is_given = std::any_of(all.begin(), all.end(), [&](const auto& initializer) {
      return initializer.name() == input.name();
    });
    if (!is_given) names.push_back(input.name());
  }
  return names;
}

// Inputs that are settings of the operator (a shape, axes, a bound) are constants in real models.
// Writes such inputs into the model and returns the files of the others.
std::vector<fs::path> bind_settings(onnx::ModelProto& model, const fs::path& set) {
  std::vector<fs::path> data;
  const std::vector<std::string> names = free_inputs(model.graph());
  for (size_t i = 0; i < names.size(); ++i) {
    const fs::path file = numbered(set, "input", i);
    onnx::TensorProto proto = load_proto(file);
    // Resize has settings of floats: the region and the scales.
    const bool is_data = proto.data_type() == onnx::TensorProto::FLOAT && proto.dims_size() > 0 &&
                         model.graph().node(0).op_type() != "Resize";
    if (i == 0 || is_data) {
      data.push_back(file);
    } else {
      proto.set_name(names[i]);
      *model.mutable_graph()->add_initializer() = proto;
    }
  }
  return data;
}

// These models name the opset in which their operator last changed. It means the same in every
// newer one.
void raise_opset(onnx::ModelProto& model) {
  for (auto& opset : *model.mutable_opset_import()) {
    if (is_standard_domain(opset.domain())) {
      opset.set_version(std::max<int64_t>(opset.version(), 9));
    }
  }
}

Graph read_case(const onnx::ModelProto& model) {
  const TempDir dir;
  // Not by write_file(), which waits for the disk.
  std::ofstream(dir / "model.onnx", std::ios::binary) << model.SerializeAsString();
  try {
    return read_onnx(dir / "model.onnx");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kUnsupported) throw;
    throw OutOfScope{error.because()};
  }
}

}  // namespace

std::vector<fs::path> onnx_node_folders() {
  const char* chosen = std::getenv("MSQUANT_ONNX_NODE_TESTS");
  const fs::path root = chosen != nullptr ? chosen : MSQUANT_SOURCE_DIR "/build/onnx-tests/node";
  std::vector<fs::path> folders;
  if (!fs::is_directory(root)) return folders;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (fs::exists(entry.path() / "model.onnx")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

InteropCase load_onnx_node_case(const fs::path& folder) {
  onnx::ModelProto model;
  if (!model.ParseFromString(read_file(folder / "model.onnx"))) {
    throw Error(ErrorKind::kModel, "no ONNX model", folder.string());
  }
  raise_opset(model);
  const fs::path set = folder / "test_data_set_0";
  const std::vector<fs::path> data = bind_settings(model, set);
  InteropCase result{folder.filename().string(), read_case(model), {}, {}};
  for (const fs::path& file : data) result.inputs.push_back(load_float(file));
  for (size_t i = 0; i < result.graph.outputs().size(); ++i) {
    result.expected.push_back(load_float(numbered(set, "output", i)));
  }
  return result;
}

}  // namespace msquant
