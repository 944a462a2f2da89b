#include "formats/mindir/mindir_parser.h"

#include <limits>
#include <string>

#include "base/error.h"
#include "formats/encryption.h"

namespace msquant {
namespace {

Error broken(const MappedFile& file, const std::string& because, const std::string& hint) {
  return {ErrorKind::kModel, "cannot read MindIR file", file.path().string(), because, hint};
}

}  // namespace

mind_ir::ModelProto parse_mindir(const MappedFile& file) {
  const std::string_view bytes = file.bytes();
  if (bytes.empty()) throw broken(file, "the file is empty", "export the model again");
  if (const auto cipher = encryption_of(bytes)) {
    throw broken(file, "the file is encrypted (" + std::string(*cipher) + ")",
                 "export the model without enc_key");
  }
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    throw Error(ErrorKind::kUnsupported, "cannot read MindIR file", file.path().string(),
                "it is larger than 2 GiB, the limit of protobuf",
                "export with a MindSpore that keeps large parameters in files of their own");
  }
  mind_ir::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw broken(file, "it is cut short or no MindIR file", "copy or export the model again");
  }
  if (!model.has_ir_version() || !model.has_graph() || model.graph().output_size() == 0) {
    throw broken(file, "it is no MindIR file: there is no graph in it",
                 "give a model that was exported with file_format='MINDIR'");
  }
  if (model.has_little_endian() && !model.little_endian()) {
    throw Error(ErrorKind::kUnsupported, "cannot read MindIR file", file.path().string(),
                "it was exported on a big-endian machine");
  }
  return model;
}

}  // namespace msquant
