// A protobuf message put together from parts, the bulk of which go into the file from where they
// are: a generated message would want a copy of every weight.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace google::protobuf {
class MessageLite;
}

namespace msquant {

class WireMessage {
 public:
  // Fields as they are in `message`. Equal messages give equal bytes. Parsers take the fields of a
  // message in any order (protobuf.dev/programming-guides/encoding, "Field Order").
  void add(const google::protobuf::MessageLite& message);

  // A field of text or bytes, which have to outlive this, or of a message.
  void add(int field, std::string_view bytes);
  void add(int field, WireMessage message);

  size_t byte_size() const { return byte_size_; }

  // Throws Error(kIo).
  void write(AtomicFile& file) const;

 private:
  // Fields that are serialized, and then bytes that stay where they are.
  struct Part {
    std::string fields;
    std::string_view bytes;
  };

  std::string& open_fields();
  void add_length_delimited(int field, size_t size);

  std::vector<Part> parts_;
  size_t byte_size_ = 0;
};

}  // namespace msquant
