// Protobuf messages as files: what the writers of all protobuf formats share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "graph/graph.h"

namespace google::protobuf {
class MessageLite;
}

namespace msquant {

// Throws Error(kUnsupported) if a `format` file of that many bytes would reach 2 GiB, protobuf's
// limit for one message.
void require_message_size(int64_t bytes, const std::filesystem::path& path,
                          const std::string& format);

// Bytes of the constants that nodes of the graph use: a lower bound of a file's size, known before
// anything is copied.
int64_t constant_bytes(const Graph& graph);

// Writes the message atomically; equal messages give equal bytes. Throws Error(kUnsupported) as
// above, Error(kIo).
void write_message(const google::protobuf::MessageLite& message, const std::filesystem::path& path,
                   const std::string& format);

}  // namespace msquant
