#include "formats/checkpoint/safetensors_header.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "formats/checkpoint/checkpoint_error.h"
#include "formats/checkpoint/foreign_content.h"
#include "formats/printable.h"

namespace msquant {
namespace {

using nlohmann::json;

constexpr size_t kLengthSize = 8;
// 150 bytes per tensor are usual: room for a hundred thousand.
constexpr uint64_t kLongestHeader = 16 << 20;
constexpr char kMetadata[] = "__metadata__";

struct NamedType {
  std::string_view name;
  DType dtype;
};
constexpr std::array<NamedType, 13> kTypes{{{"F32", DType::kFloat32},
                                            {"F16", DType::kFloat16},
                                            {"BF16", DType::kBFloat16},
                                            {"F64", DType::kFloat64},
                                            {"I8", DType::kInt8},
                                            {"U8", DType::kUInt8},
                                            {"I16", DType::kInt16},
                                            {"U16", DType::kUInt16},
                                            {"I32", DType::kInt32},
                                            {"U32", DType::kUInt32},
                                            {"I64", DType::kInt64},
                                            {"U64", DType::kUInt64},
                                            {"BOOL", DType::kBool}}};

uint64_t length_of_header(std::string_view bytes) {
  uint64_t length = 0;
  for (size_t i = kLengthSize; i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

[[noreturn]] void fail_foreign(const std::filesystem::path& file, std::string_view bytes) {
  const auto foreign = recognise_foreign_content(bytes);
  if (foreign) fail_checkpoint(file, "", foreign->because, foreign->hint);
  fail_checkpoint(file, "", "it does not start with the header of a safetensors file",
                  "rename it if it is a .ckpt file, or copy it again");
}

json parse_json(const std::filesystem::path& file, std::string_view text) {
  std::set<std::string> names;
  const auto accept = [&](int depth, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::key && depth == 1 &&
        !names.insert(parsed.get<std::string>()).second) {
      fail_checkpoint(file, parsed.get<std::string>(), "the file holds it twice");
    }
    // Nothing of interest is nested deeper; a hostile header must not fill the memory.
    constexpr int kDeepest = 3;
    return depth <= kDeepest;
  };
  json header = json::parse(text.begin(), text.end(), accept, /*allow_exceptions=*/false);
  if (!header.is_object()) fail_checkpoint(file, "", "its header is damaged: it is not valid JSON");
  return header;
}

// The unsigned numbers of an array, or nothing if it is anything else.
std::optional<std::vector<uint64_t>> numbers_in(const json& entry, const char* key) {
  const auto found = entry.find(key);
  if (found == entry.end() || !found->is_array()) return std::nullopt;
  std::vector<uint64_t> numbers;
  for (const json& number : *found) {
    if (!number.is_number_unsigned()) return std::nullopt;
    numbers.push_back(number.get<uint64_t>());
  }
  return numbers;
}

// A member that should be text, or "".
std::string text_in(const json& object, const std::string& key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

SafetensorsEntry parse_entry(const std::filesystem::path& file, const std::string& name,
                             const json& entry) {
  if (name.empty() || !is_printable(name)) {
    fail_checkpoint(file, name, "its header is damaged: a name is not printable text");
  }
  const auto shape = numbers_in(entry, "shape"), offsets = numbers_in(entry, "data_offsets");
  const auto is_too_large = [](uint64_t dim) { return dim > INT64_MAX; };
  if (!shape || !offsets || offsets->size() != 2 ||
      std::any_of(shape->begin(), shape->end(), is_too_large)) {
    fail_checkpoint(file, name, "its header is damaged: shape or data_offsets are not numbers");
  }
  const std::string type = text_in(entry, "dtype");
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const NamedType& known) { return known.name == type; });
  if (found == kTypes.end()) {
    fail_checkpoint(file, name, "its element type " + in_quotes(type) + " is not supported",
                    "save the parameter as float32, or copy the file again if it is damaged");
  }
  return {name, found->dtype, Shape(shape->begin(), shape->end()), (*offsets)[0], (*offsets)[1]};
}

}  // namespace

bool is_safetensors(std::string_view bytes) {
  return bytes.size() > kLengthSize && bytes[kLengthSize] == '{' &&
         length_of_header(bytes) <= kLongestHeader;
}

SafetensorsHeader parse_safetensors_header(const std::filesystem::path& file,
                                           std::string_view bytes) {
  if (!is_safetensors(bytes)) fail_foreign(file, bytes);
  const uint64_t length = length_of_header(bytes);
  bytes.remove_prefix(kLengthSize);
  if (length > bytes.size()) {
    fail_checkpoint(file, "",
                    "the file ends " + std::to_string(length - bytes.size()) +
                        " bytes before the end of its header");
  }
  const json content = parse_json(file, bytes.substr(0, length));
  const json metadata = content.value(kMetadata, json::object());
  SafetensorsHeader header{{}, text_in(metadata, "crc_num"), bytes.substr(length)};
  for (const auto& [name, entry] : content.items()) {
    if (name == kMetadata) continue;
    header.entries.push_back(parse_entry(file, name, entry));
    // MindSpore notes element types that safetensors has no name for, such as Int4, in this way.
    const std::string type = text_in(metadata, name);
    if (!type.empty()) {
      fail_checkpoint(file, name, "its element type " + in_quotes(type) + " is not supported",
                      "give the checkpoint from before the weights were quantized");
    }
  }
  return header;
}

}  // namespace msquant
