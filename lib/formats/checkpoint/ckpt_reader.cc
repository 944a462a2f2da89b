#include "formats/checkpoint/ckpt_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/streams.h"
#include "formats/checkpoint/checkpoint_error.h"
#include "formats/checkpoint/checksum.h"
#include "formats/checkpoint/ckpt_parser.h"
#include "formats/checkpoint/stored_tensor.h"
#include "formats/printable.h"

namespace msquant {
namespace {

constexpr std::string_view kText = "str";

struct NamedType {
  std::string_view name;
  DType dtype;
};
// Names as of MindSpore's mindspore/train/serialization.py.
constexpr std::array<NamedType, 13> kTypes{{{"Float32", DType::kFloat32},
                                            {"Float16", DType::kFloat16},
                                            {"BFloat16", DType::kBFloat16},
                                            {"Float64", DType::kFloat64},
                                            {"Int8", DType::kInt8},
                                            {"UInt8", DType::kUInt8},
                                            {"Int16", DType::kInt16},
                                            {"UInt16", DType::kUInt16},
                                            {"Int32", DType::kInt32},
                                            {"UInt32", DType::kUInt32},
                                            {"Int64", DType::kInt64},
                                            {"UInt64", DType::kUInt64},
                                            {"Bool", DType::kBool}}};

DType parse_dtype(const std::filesystem::path& file, const CkptEntry& entry) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const NamedType& type) { return type.name == entry.type; });
  if (found != kTypes.end()) return found->dtype;
  const std::string because = "its element type " + in_quotes(entry.type) + " is not supported";
  if (entry.type == "Int4") {
    fail_checkpoint(file, entry.name, because,
                    "give the checkpoint from before the weights were quantized");
  }
  fail_checkpoint(file, entry.name, because,
                  "save the parameter as Float32, or copy the file again if it is damaged");
}

using EntryIterator = std::vector<CkptEntry>::const_iterator;

// Joins the entries [first, last), all of one name.
StoredTensor join_slices(const std::filesystem::path& file, EntryIterator first,
                         EntryIterator last) {
  StoredTensor stored{first->name, parse_dtype(file, *first), first->dims, {}};
  for (EntryIterator it = first; it != last; ++it) {
    if (it->dims != first->dims || it->type != first->type) {
      fail_checkpoint(file, first->name, "its slices differ in shape or type");
    }
    stored.pieces.push_back(it->content);
  }
  // Before MindSpore 2, a scalar was written with dims [0].
  const bool is_one_element = std::distance(first, last) == 1 &&
                              first->content.size() == static_cast<size_t>(size_of(stored.dtype));
  if (stored.shape == Shape{0} && is_one_element) stored.shape.clear();
  return stored;
}

std::vector<CkptEntry> read_tensor_entries(const std::filesystem::path& file,
                                           std::string_view bytes) {
  std::vector<CkptEntry> entries;
  for (CkptParser parser(file, bytes); !parser.at_end();) {
    CkptEntry entry = parser.next();
    if (entry.type != kText) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

ParameterSet read_ckpt(const std::shared_ptr<const MappedFile>& file,
                       const CheckpointOptions& options) {
  const std::filesystem::path& path = file->path();
  const std::vector<CkptEntry> entries =
      read_tensor_entries(path, without_crc_trailer(path, file->bytes(), options.verify_crc));
  std::vector<StoredTensor> stored;
  for (auto first = entries.begin(); first != entries.end();) {
    const auto last = std::find_if(
        first, entries.end(), [&](const CkptEntry& entry) { return entry.name != first->name; });
    stored.push_back(join_slices(path, first, last));
    first = last;
  }
  std::vector<Tensor> tensors(stored.size());
  run_shared(options.threads, stored.size(),
             [&](size_t i) { tensors[i] = load_tensor(file, stored[i]); });
  ParameterSet parameters(path.string());
  for (size_t i = 0; i < stored.size(); ++i) {
    if (parameters.add(stored[i].name, std::move(tensors[i]))) continue;
    fail_checkpoint(path, stored[i].name, "the file holds it twice",
                    "save the checkpoint again with one of the two");
  }
  return parameters;
}

}  // namespace msquant
