#include "formats/model_file.h"

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "formats/air/air_reader.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/printable.h"

namespace msquant {
namespace {

// Protobuf keys: field number * 8 + wire type (2 = length-delimited, 0 = varint).
constexpr char kField1Varint = 0x08, kField1Bytes = 0x0A;

// The first field of a MindIR is its ir_version, a text like "1.1"; the first of a checkpoint is an
// entry, which begins with the key of its own first field.
bool starts_with_version_text(std::string_view bytes) {
  if (bytes.size() < 3) return false;
  const auto length = static_cast<size_t>(static_cast<unsigned char>(bytes[1]));
  constexpr size_t kLongestVersion = 16;
  if (length == 0 || length > kLongestVersion || bytes.size() < 2 + length) return false;
  const std::string_view text = bytes.substr(2, length);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// A ModelDef of the Graph Engine begins with its name, version, graph or attributes (fields 1, 2, 7
// and 11); MindSpore leaves the name empty, and an empty name is not written.
bool starts_like_air(char first) { return first == 0x10 || first == 0x3A || first == 0x5A; }

Graph read_any(const std::filesystem::path& path) {
  switch (guess_format(path)) {
    case FileFormat::kMindIr:
      return read_mindir(path);
    case FileFormat::kOnnx:
      return read_onnx(path);
    case FileFormat::kAir:
      return read_air(path);
    case FileFormat::kCheckpoint:
    case FileFormat::kSafetensors:
      throw Error(ErrorKind::kUnsupported, "a checkpoint holds no graph", path.string(), "",
                  "give it with --ckpt, so that its network is taken from the model zoo");
    case FileFormat::kJson:
    case FileFormat::kUnknown:
      break;
  }
  throw Error(ErrorKind::kUnsupported, "cannot read the model", path.string(),
              "it is neither a MindIR nor an ONNX nor an AIR file");
}

// Names end up in files, tables and pages of all kinds.
void require_printable_names(const Graph& graph, const std::filesystem::path& path) {
  const auto check = [&](const char* what, const std::string& name) {
    if (is_printable(name)) return;
    throw Error(ErrorKind::kModel, "cannot use the model",
                path.string() + ": " + what + " " + in_quotes(name),
                "its name holds control characters or is not UTF-8",
                "rename it where the model is made");
  };
  for (NodeId id : graph.node_ids()) check("node", graph.node(id).name);
  for (ValueId id = 0; id < graph.value_count(); ++id) check("tensor", graph.value(id).name);
}

}  // namespace

FileFormat guess_format(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  const std::string_view bytes = file->bytes();
  if (bytes.empty()) return FileFormat::kUnknown;
  if (bytes.size() > 9 && bytes[8] == '{') return FileFormat::kSafetensors;
  if (bytes[0] == '{') return FileFormat::kJson;
  if (bytes[0] == kField1Varint) return FileFormat::kOnnx;
  if (starts_like_air(bytes[0])) return FileFormat::kAir;
  if (bytes[0] != kField1Bytes) return FileFormat::kUnknown;
  return starts_with_version_text(bytes) ? FileFormat::kMindIr : FileFormat::kCheckpoint;
}

std::string_view name_of(FileFormat format) {
  switch (format) {
    case FileFormat::kCheckpoint:
      return "MindSpore checkpoint";
    case FileFormat::kSafetensors:
      return "safetensors checkpoint";
    case FileFormat::kMindIr:
      return "MindIR";
    case FileFormat::kOnnx:
      return "ONNX";
    case FileFormat::kAir:
      return "AIR";
    case FileFormat::kJson:
      return "JSON";
    case FileFormat::kUnknown:
      break;
  }
  return "unknown";
}

Graph read_model(const std::filesystem::path& path) {
  Graph graph = read_any(path);
  require_printable_names(graph, path);
  return graph;
}

}  // namespace msquant
