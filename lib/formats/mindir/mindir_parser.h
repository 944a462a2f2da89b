// From the bytes of a MindIR file to its protobuf message.
#pragma once

#include "base/files.h"
#include "mind_ir.pb.h"

namespace msquant {

// Throws Error(kModel) if the file is empty, encrypted, cut short or something else than MindIR;
// Error(kUnsupported) if it is larger than protobuf's 2 GiB or of a big-endian machine.
mind_ir::ModelProto parse_mindir(const MappedFile& file);

}  // namespace msquant
