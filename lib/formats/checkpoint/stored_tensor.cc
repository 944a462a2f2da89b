#include "formats/checkpoint/stored_tensor.h"

#include <algorithm>

#include "base/file_part.h"
#include "formats/checkpoint/checkpoint_error.h"
#include "tensor/bools.h"

namespace msquant {
namespace {

int64_t total_size(const std::vector<std::string_view>& pieces) {
  size_t size = 0;  // pieces of one file in memory: cannot overflow
  for (std::string_view piece : pieces) size += piece.size();
  return static_cast<int64_t>(size);
}

void check_size(const std::filesystem::path& file, const StoredTensor& stored) {
  const std::string type = std::string(name_of(stored.dtype)) + to_string(stored.shape);
  const auto negative =
      std::find_if(stored.shape.begin(), stored.shape.end(), [](int64_t dim) { return dim < 0; });
  if (negative != stored.shape.end()) {
    fail_checkpoint(file, stored.name, "its shape " + type + " has a negative dimension");
  }
  const auto needed = checked_byte_count(stored.dtype, stored.shape);
  const int64_t held = total_size(stored.pieces);
  if (needed == held) return;
  fail_checkpoint(file, stored.name,
                  "its shape " + type + " needs " +
                      (needed ? std::to_string(*needed) : "more than 2^63") +
                      " bytes, but the file holds " + std::to_string(held));
}

void check_bools(const std::filesystem::path& file, const StoredTensor& stored) {
  for (std::string_view piece : stored.pieces) {
    if (const auto bad = first_bad_bool(piece)) {
      fail_checkpoint(file, stored.name,
                      "a bool in it is " + std::to_string(*bad) + " instead of 0 or 1");
    }
  }
}

}  // namespace

Tensor load_tensor(const std::shared_ptr<const MappedFile>& file, const StoredTensor& stored) {
  check_size(file->path(), stored);
  if (stored.dtype == DType::kBool) check_bools(file->path(), stored);
  if (stored.pieces.size() == 1) {
    return Tensor::view(stored.dtype, stored.shape, stored.pieces[0].data(),
                        part_of(file, stored.pieces[0]));
  }
  const std::shared_ptr<char[]> joined(new char[static_cast<size_t>(total_size(stored.pieces))]);
  char* end = joined.get();
  for (std::string_view piece : stored.pieces) {
    end = std::copy(piece.begin(), piece.end(), end);
  }
  return Tensor::view(stored.dtype, stored.shape, joined.get(), joined);
}

}  // namespace msquant
