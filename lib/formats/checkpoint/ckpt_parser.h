// Cuts a .ckpt file into its entries. The file is a sequence of protobuf messages `Checkpoint`,
// which read as one because concatenation merges them:
//   Checkpoint  { repeated Value value = 1; }
//   Value       { required string tag = 1; oneof { TensorProto tensor = 2; MapTensorProto = 3; } }
//   TensorProto { repeated int64 dims = 1; required string tensor_type = 2;
//                 required bytes tensor_content = 3; }
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "formats/wire_format.h"
#include "tensor/shape.h"

namespace msquant {

// One entry: a parameter or, above 512 MiB, one slice of it. The views are of the file.
struct CkptEntry {
  std::string name;
  Shape dims;             // of the whole parameter, unchecked
  std::string_view type;  // "Float32", unchecked
  std::string_view content;
};

class CkptParser {
 public:
  // `bytes` are the file without the trailer for its CRC. Both must outlive the parser.
  CkptParser(const std::filesystem::path& file, std::string_view bytes)
      : file_(file), bytes_(bytes), rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  // The next entry. Throws Error(kModel) if the file ends in it, if it breaks the format, or if it
  // is not a tensor.
  CkptEntry next();

 private:
  std::string_view take_value();
  void parse_name(std::string_view text, CkptEntry& entry);
  void parse_tensor(std::string_view message, CkptEntry& entry) const;
  void parse_dims(const WireField& field, Shape& dims) const;
  void add_dim(uint64_t dim, Shape& dims) const;
  [[noreturn]] void fail_truncated(size_t missing);
  [[noreturn]] void fail_malformed() const;
  [[noreturn]] void fail(const std::string& because) const;

  // True until a first name was found: nothing yet proves that this is a checkpoint.
  bool is_start() const { return start_ == 0 && name_.empty(); }

  const std::filesystem::path& file_;
  std::string_view bytes_, rest_;
  size_t start_ = 0;  // of the current entry in bytes_
  std::string name_;  // of the current entry, once known
};

}  // namespace msquant
