#include "formats/checkpoint/ckpt_parser.h"

#include <optional>

#include "formats/checkpoint/checkpoint_error.h"
#include "formats/checkpoint/foreign_content.h"
#include "formats/printable.h"

namespace msquant {
namespace {

// Sets `target` to the field's bytes. False if it was set before or the field is of another type.
bool set_once(const WireField& field, std::optional<std::string_view>& target) {
  if (target || field.type != WireType::kBytes) return false;
  target = field.bytes;
  return true;
}

}  // namespace

CkptEntry CkptParser::next() {
  start_ = bytes_.size() - rest_.size();
  name_.clear();
  std::string_view message = take_value();
  CkptEntry entry;
  std::optional<std::string_view> name, tensor, map;
  while (!message.empty()) {
    const auto field = take_field(message);
    if (!field) fail_malformed();
    // Unknown fields are skipped, as protobuf demands.
    if (field->number == 1 && !set_once(*field, name)) fail_malformed();
    if (field->number == 2 && !set_once(*field, tensor)) fail_malformed();
    if (field->number == 3 && !set_once(*field, map)) fail_malformed();
    if (field->number == 1) parse_name(field->bytes, entry);
  }
  if (map) {
    fail_checkpoint(file_, name_, "it is a hash table (MapParameter), which msquant does not read",
                    "save the checkpoint without it");
  }
  if (!name || !tensor) fail_malformed();
  parse_tensor(*tensor, entry);
  return entry;
}

// The message of the next Value.
std::string_view CkptParser::take_value() {
  constexpr char kKeyOfValue = 1 << 3 | static_cast<int>(WireType::kBytes);
  if (rest_.front() != kKeyOfValue) fail_malformed();
  rest_.remove_prefix(1);
  const auto length = take_varint(rest_);
  if (!length && rest_.empty()) fail_truncated(1);
  if (!length) fail_malformed();
  if (*length > rest_.size()) fail_truncated(*length - rest_.size());
  const std::string_view message = rest_.substr(0, *length);
  rest_.remove_prefix(*length);
  return message;
}

void CkptParser::parse_name(std::string_view text, CkptEntry& entry) {
  if (text.empty() || !is_printable(text)) fail_malformed();
  entry.name = name_ = text;
}

void CkptParser::parse_tensor(std::string_view message, CkptEntry& entry) const {
  std::optional<std::string_view> type, content;
  while (!message.empty()) {
    const auto field = take_field(message);
    if (!field) fail_malformed();
    if (field->number == 1) parse_dims(*field, entry.dims);
    if (field->number == 2 && !set_once(*field, type)) fail_malformed();
    if (field->number == 3 && !set_once(*field, content)) fail_malformed();
  }
  if (!type || !content) fail_malformed();
  entry.type = *type;
  entry.content = *content;
}

// One dim or, packed, all of them.
void CkptParser::parse_dims(const WireField& field, Shape& dims) const {
  if (field.type == WireType::kVarint) return add_dim(field.value, dims);
  if (field.type != WireType::kBytes) fail_malformed();
  for (std::string_view packed = field.bytes; !packed.empty();) {
    const auto dim = take_varint(packed);
    if (!dim) fail_malformed();
    add_dim(*dim, dims);
  }
}

void CkptParser::add_dim(uint64_t dim, Shape& dims) const {
  constexpr size_t kHighestRank = 32;  // NumPy's own limit
  if (dims.size() == kHighestRank) {
    fail_checkpoint(file_, name_, "its shape has more than 32 dimensions");
  }
  dims.push_back(static_cast<int64_t>(dim));
}

void CkptParser::fail_truncated(size_t missing) {
  const auto first = take_field(rest_);
  if (first && first->number == 1 && is_printable(first->bytes)) name_ = first->bytes;
  fail("the file ends at least " + std::to_string(missing) + " bytes early");
}

void CkptParser::fail_malformed() const {
  fail(is_start() ? "it is not a checkpoint of MindSpore, or its start is damaged"
                  : "the entry at byte " + std::to_string(start_) + " is damaged");
}

void CkptParser::fail(const std::string& because) const {
  if (is_start()) {
    const auto foreign = recognise_foreign_content(bytes_);
    if (foreign) fail_checkpoint(file_, "", foreign->because, foreign->hint);
  }
  fail_checkpoint(file_, name_, because);
}

}  // namespace msquant
