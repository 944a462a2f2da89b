// No damage may crash a reader. Run these under AddressSanitizer and UndefinedBehaviorSanitizer.
#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "ckpt_builder.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "formats/checkpoint/ckpt_parser.h"
#include "formats/checkpoint/safetensors_header.h"
#include "support/temp_dir.h"

using namespace msquant;

namespace {

std::string tiny_ckpt() {
  return ckpt_entry("conv.weight", {1, 2}, "Float32", float_bytes({1, 2})) +
         ckpt_entry("flag", {}, "Bool", "\1") +
         ckpt_entry("w", {3}, "Float16", std::string("\0\x3C\0", 3)) +
         ckpt_entry("w", {3}, "Float16", std::string("\x3C\0\x3C", 3));
}

std::string tiny_safetensors() {
  const std::string header =
      R"({"__metadata__":{"format":"ms"},"a":{"dtype":"BOOL","shape":[1],"data_offsets":[4,5]},)"
      R"("b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  std::string length(8, '\0');
  length[0] = static_cast<char>(header.size());
  return length + header + float_bytes({1}) + "\1";
}

// Parses a copy that ends where its memory ends, so that a sanitizer sees any read behind it; the
// map of a file reaches to the end of a page.
void parse_copy(const std::filesystem::path& path, const std::string& bytes) {
  const std::vector<char> copy(bytes.begin(), bytes.end());
  const std::string_view view(copy.data(), copy.size());
  if (path.extension() == ".safetensors") {
    parse_safetensors_header(path, view);
  } else {
    for (CkptParser parser(path, view); !parser.at_end();) parser.next();
  }
}

// Reads all elements. True if the file could be read; false if it was refused with a model error.
bool survives(const std::filesystem::path& path, const std::string& bytes) {
  // A new file each time, because replacing one waits for the disk.
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
  try {
    parse_copy(path, bytes);
    const ParameterSet parameters = read_checkpoint(path, {});
    for (const auto& entry : parameters.entries()) entry.second.clone().to_float32();
    return true;
  } catch (const Error& error) {
    REQUIRE(error.kind() == ErrorKind::kModel);
    REQUIRE_FALSE(error.because().empty());
    REQUIRE_FALSE(error.hint().empty());
    return false;
  }
}

struct Sample {
  const char* name;
  std::string bytes;
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{{"net.ckpt", tiny_ckpt()},
                                       {"net.safetensors", tiny_safetensors()}};
  return all;
}

}  // namespace

TEST_CASE("a checkpoint truncated at any byte is refused, or read up to a whole entry") {
  TempDir dir;
  for (const Sample& sample : samples()) {
    REQUIRE(survives(dir / sample.name, sample.bytes));
    int read = 0;
    for (size_t size = 0; size < sample.bytes.size(); ++size) {
      read += survives(dir / sample.name, sample.bytes.substr(0, size));
    }
    // Only the .ckpt has places to cut unnoticed: behind its first two entries.
    CHECK(read == (sample.name == std::string("net.ckpt") ? 2 : 0));
  }
}

TEST_CASE("a checkpoint with any bit flipped is read or refused") {
  TempDir dir;
  for (const Sample& sample : samples()) {
    int refused = 0;
    for (size_t bit = 0; bit < sample.bytes.size() * 8; ++bit) {
      std::string bytes = sample.bytes;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
      refused += !survives(dir / sample.name, bytes);
    }
    CHECK(refused > 0);
  }
}

TEST_CASE("a checkpoint with any byte replaced by an extreme value is read or refused") {
  TempDir dir;
  for (const Sample& sample : samples()) {
    for (size_t i = 0; i < sample.bytes.size(); ++i) {
      for (const char* value : {"\x00", "\x7F", "\x80", "\xFF"}) {
        std::string bytes = sample.bytes;
        bytes[i] = *value;
        survives(dir / sample.name, bytes);
      }
    }
  }
}
