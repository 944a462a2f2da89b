#include "formats/air/air_model.h"

#include <google/protobuf/stubs/logging.h>

#include <limits>
#include <string_view>

#include "base/files.h"

namespace msquant {

std::shared_ptr<const ge::proto::ModelDef> parse_air(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  if (file->size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) return nullptr;
  // What protobuf prints about a malformed file says nothing that helps a user.
  const google::protobuf::LogSilencer quiet;
  auto model = std::make_shared<ge::proto::ModelDef>();
  const std::string_view bytes = file->bytes();
  if (!model->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return nullptr;
  return model;
}

}  // namespace msquant
