#include "formats/wire_message.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message_lite.h>

#include <utility>

#include "formats/wire_format.h"

namespace msquant {
namespace {

// Below this, copying is cheaper than a part of its own.
constexpr size_t kLeastBytesApart = 4096;

void append_varint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

}  // namespace

std::string& WireMessage::open_fields() {
  if (parts_.empty() || !parts_.back().bytes.empty()) parts_.emplace_back();
  return parts_.back().fields;
}

void WireMessage::add(const google::protobuf::MessageLite& message) {
  const size_t size = message.ByteSizeLong();
  google::protobuf::io::StringOutputStream stream(&open_fields());
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  byte_size_ += size;
}

void WireMessage::add_length_delimited(int field, size_t size) {
  std::string& fields = open_fields();
  const size_t before = fields.size();
  append_varint(static_cast<uint64_t>(field) << 3 | static_cast<uint64_t>(WireType::kBytes),
                fields);
  append_varint(size, fields);
  byte_size_ += fields.size() - before + size;
}

void WireMessage::add(int field, std::string_view bytes) {
  add_length_delimited(field, bytes.size());
  if (bytes.size() < kLeastBytesApart) {
    open_fields() += bytes;
  } else {
    parts_.back().bytes = bytes;
  }
}

void WireMessage::add(int field, WireMessage message) {
  add_length_delimited(field, message.byte_size_);
  for (Part& part : message.parts_) {
    open_fields() += part.fields;
    parts_.back().bytes = part.bytes;
  }
}

void WireMessage::write(AtomicFile& file) const {
  for (const Part& part : parts_) {
    file.write(part.fields);
    file.write(part.bytes);
  }
}

}  // namespace msquant
