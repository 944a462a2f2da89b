// Checkpoints in safetensors format, as save_checkpoint(format="safetensors") writes them.
#pragma once

#include <memory>

#include "base/files.h"
#include "formats/checkpoint/checkpoint_reader.h"

namespace msquant {

// See read_checkpoint(). The elements must fill the file behind its header without gap or overlap.
ParameterSet read_safetensors(const std::shared_ptr<const MappedFile>& file,
                              const CheckpointOptions& options);

}  // namespace msquant
