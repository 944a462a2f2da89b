#include "formats/onnx/onnx_parser.h"

#include <limits>
#include <string>

#include "base/error.h"

namespace msquant {
namespace {

// The file format's own version; 3 is the first that names an opset, 10 belongs to opset 21.
constexpr int64_t kOldestIr = 3, kNewestIr = 10;
constexpr int64_t kOldestOpset = 9, kNewestOpset = 21;

Error broken(const MappedFile& file, const std::string& because, const std::string& hint) {
  return {ErrorKind::kModel, "cannot read ONNX file", file.path().string(), because, hint};
}

void require_version(const MappedFile& file, const std::string& what, int64_t version,
                     int64_t oldest, int64_t newest) {
  if (version >= oldest && version <= newest) return;
  throw Error(ErrorKind::kUnsupported, "cannot read ONNX file", file.path().string(),
              "its " + what + " is " + std::to_string(version) + ", msquant reads " +
                  std::to_string(oldest) + " to " + std::to_string(newest),
              "export the model with an opset from " + std::to_string(kOldestOpset) + " to " +
                  std::to_string(kNewestOpset) + ", or convert it with onnx.version_converter");
}

}  // namespace

bool is_standard_domain(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

int64_t opset_of(const onnx::ModelProto& model) {
  for (const auto& opset : model.opset_import()) {
    if (is_standard_domain(opset.domain())) return opset.version();
  }
  return 0;
}

onnx::ModelProto parse_onnx(const MappedFile& file) {
  const std::string_view bytes = file.bytes();
  if (bytes.empty()) throw broken(file, "the file is empty", "export the model again");
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    throw Error(ErrorKind::kUnsupported, "cannot read ONNX file", file.path().string(),
                "it is larger than 2 GiB, the limit of protobuf",
                "save the model with its weights as external data");
  }
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw broken(file, "it is cut short or no ONNX file", "copy or export the model again");
  }
  if (!model.has_ir_version() || !model.has_graph()) {
    throw broken(file, "it is no ONNX file: there is no graph in it",
                 "give an exported ONNX model");
  }
  require_version(file, "ir_version", model.ir_version(), kOldestIr, kNewestIr);
  if (model.graph().sparse_initializer_size() > 0) {
    throw Error(ErrorKind::kUnsupported, "cannot read ONNX file", file.path().string(),
                "it has sparse initializers", "export the model with dense weights");
  }
  if (model.opset_import().empty()) {
    throw broken(file, "it does not say which opset it uses", "export the model again");
  }
  if (opset_of(model) == 0) {
    throw Error(ErrorKind::kUnsupported, "cannot read ONNX file", file.path().string(),
                "it uses no standard operators, but those of the domain '" +
                    model.opset_import(0).domain() + "'",
                "export the model with operators of ONNX only");
  }
  require_version(file, "opset", opset_of(model), kOldestOpset, kNewestOpset);
  return model;
}

}  // namespace msquant
