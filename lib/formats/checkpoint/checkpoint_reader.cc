#include "formats/checkpoint/checkpoint_reader.h"

#include "base/files.h"
#include "formats/checkpoint/checkpoint_error.h"
#include "formats/checkpoint/ckpt_reader.h"
#include "formats/checkpoint/safetensors_header.h"
#include "formats/checkpoint/safetensors_reader.h"

namespace msquant {

ParameterSet read_checkpoint(const std::filesystem::path& path, const CheckpointOptions& options) {
  const auto file = MappedFile::open(path);
  if (file->size() == 0) fail_checkpoint(path, "", "the file is empty");
  const bool has_safetensors = is_safetensors(file->bytes());
  if (has_safetensors && path.extension() == ".ckpt") {
    fail_checkpoint(path, "", "it holds safetensors content under the name of another format",
                    "rename it to " + path.filename().replace_extension(".safetensors").string());
  }
  const bool read_as_safetensors = has_safetensors || path.extension() == ".safetensors";
  ParameterSet parameters =
      read_as_safetensors ? read_safetensors(file, options) : read_ckpt(file, options);
  if (parameters.empty()) fail_checkpoint(path, "", "the file holds no tensor");
  return parameters;
}

}  // namespace msquant
