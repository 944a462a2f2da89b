// Checkpoints in MindSpore's own format (.ckpt).
#pragma once

#include <memory>

#include "base/files.h"
#include "formats/checkpoint/checkpoint_reader.h"

namespace msquant {

// See read_checkpoint(). Entries of type `str` (notes of the user) are skipped.
ParameterSet read_ckpt(const std::shared_ptr<const MappedFile>& file,
                       const CheckpointOptions& options);

}  // namespace msquant
