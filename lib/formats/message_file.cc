#include "formats/message_file.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/message_lite.h>

#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/files.h"

namespace msquant {

void require_message_size(int64_t bytes, const std::filesystem::path& path,
                          const std::string& format) {
  if (bytes <= std::numeric_limits<int32_t>::max()) return;
  throw Error(ErrorKind::kUnsupported, "the model is too large for " + format, path.string(),
              std::to_string(bytes) + " bytes, and a file holds less than 2 GiB",
              "quantize more layers");
}

int64_t constant_bytes(const Graph& graph) {
  int64_t total = 0;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    const Value& value = graph.value(id);
    if (value.constant && !value.users.empty()) total += value.constant->byte_size();
  }
  return total;
}

void write_message(const google::protobuf::MessageLite& message, const std::filesystem::path& path,
                   const std::string& format) {
  require_message_size(static_cast<int64_t>(message.ByteSizeLong()), path, format);
  AtomicFile file(path);
  // Streams to the file, so that the weights are not in memory a second time as a string.
  constexpr int kBlock = 1 << 20;
  google::protobuf::io::FileOutputStream stream(file.descriptor(), kBlock);
  {
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  if (!stream.Flush()) {
    throw Error(ErrorKind::kIo, "cannot write file", path.string(),
                std::strerror(stream.GetErrno()), "check the free space of the disk");
  }
  file.commit();
}

}  // namespace msquant
