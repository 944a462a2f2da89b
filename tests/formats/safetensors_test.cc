#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "ckpt_builder.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

std::string safetensors(const std::string& header, const std::string& data = "") {
  std::string length;
  for (int shift = 0; shift < 64; shift += 8) {
    length += static_cast<char>(static_cast<uint64_t>(header.size()) >> shift & 0xFF);
  }
  return length + header + data;
}

ParameterSet read(const std::string& bytes, const CheckpointOptions& options = {},
                  const std::string& name = "net.safetensors") {
  TempDir dir;
  write_file(dir / name, bytes);
  return read_checkpoint(dir / name, options);
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
         offsets + "}";
}

const std::string kOne = float_bytes({1});
const std::string kGood = "{" + entry("w", "F32", "[1]", "[0,4]") + "}";

}  // namespace

TEST_CASE("tensors come in the order of their elements, not of their names") {
  const auto set = read(safetensors(
      "{" + entry("a", "I8", "[2]", "[4,6]") + "," + entry("b", "F32", "[]", "[0,4]") + "}  ",
      kOne + "\1\2"));
  CHECK(set.names() == std::vector<std::string>{"b", "a"});
  CHECK(set.find("b")->shape() == Shape{});
  CHECK(set.find("b")->data<float>()[0] == 1);
  CHECK(set.find("a")->data<int8_t>()[1] == 2);
}

TEST_CASE("bfloat16, half and empty tensors are read") {
  const auto set = read(safetensors("{" + entry("a", "BF16", "[1]", "[0,2]") + "," +
                                        entry("b", "F16", "[1]", "[2,4]") + "," +
                                        entry("c", "F64", "[0,3]", "[4,4]") + "}",
                                    std::string("\x80\x3F\x00\x3C", 4)));
  CHECK(static_cast<float>(set.find("a")->data<BFloat16>()[0]) == 1);
  CHECK(static_cast<float>(set.find("b")->data<Half>()[0]) == 1);
  CHECK(set.find("c")->shape() == Shape{0, 3});
}

TEST_CASE("the content decides about the format, but must not contradict the name") {
  const std::string bytes = safetensors(kGood, kOne);
  CHECK(read(bytes, {}, "net.bin").size() == 1);
  CHECK_THROWS_WITH(read(bytes, {}, "net.ckpt"), Contains("rename it to net.safetensors"));
  CHECK_THROWS_WITH(read(ckpt_entry("w", {1}, "Float32", kOne)),
                    Contains("rename it if it is a .ckpt file"));
  CHECK_THROWS_WITH(read("\x89PNG\r\n\x1A\n"), Contains("PNG image"));
}

TEST_CASE("offsets must fill the file without gap or overlap") {
  const auto two = [](const std::string& first, const std::string& second) {
    return "{" + entry("a", "I8", "[2]", first) + "," + entry("b", "I8", "[2]", second) + "}";
  };
  CHECK(read(safetensors(two("[0,2]", "[2,4]"), "1234")).size() == 2);
  CHECK_THROWS_WITH(read(safetensors(two("[0,2]", "[1,3]"), "123")), Contains("do not continue"));
  CHECK_THROWS_WITH(read(safetensors(two("[0,2]", "[3,5]"), "12345")), Contains("do not continue"));
  CHECK_THROWS_WITH(read(safetensors(two("[0,2]", "[2,0]"), "12")), Contains("do not continue"));
  CHECK_THROWS_WITH(read(safetensors(two("[0,2]", "[2,4]"), "123")), Contains("1 bytes early"));
  CHECK_THROWS_WITH(read(safetensors(two("[0,2]", "[2,4]"), "12345")),
                    Contains("last 1 bytes belong to no tensor"));
  CHECK_THROWS_WITH(read(safetensors(two("[0,2]", "[2,18446744073709551615]"), "1234")),
                    Contains("bytes early"));
}

TEST_CASE("shapes must match the offsets") {
  const auto shaped = [](const std::string& shape) {
    return safetensors("{" + entry("w", "F32", shape, "[0,4]") + "}", kOne);
  };
  CHECK_THROWS_WITH(read(shaped("[2]")), Contains("needs 8 bytes, but the file holds 4"));
  CHECK_THROWS_WITH(read(shaped("[4611686018427387904,4]")), Contains("more than 2^63"));
  CHECK_THROWS_WITH(read(shaped("[9223372036854775808]")), Contains("not numbers"));
  CHECK_THROWS_WITH(read(shaped("[-1]")), Contains("not numbers"));
  CHECK_THROWS_WITH(read(shaped("[1.0]")), Contains("not numbers"));
  CHECK_THROWS_WITH(read(shaped("[[[[1]]]]")), Contains("not numbers"));
  CHECK_THROWS_WITH(read(shaped("{}")), Contains("not numbers"));
}

TEST_CASE("a damaged header is an error that says what is wrong") {
  CHECK_THROWS_WITH(read(safetensors("{\"w\"")), Contains("not valid JSON"));
  CHECK_THROWS_WITH(read(safetensors("{\"w\":1}")), Contains("parameter 'w'"));
  CHECK_THROWS_WITH(read(safetensors("{}")), Contains("no tensor"));
  CHECK_THROWS_WITH(read(safetensors("{" + entry("w", "F4", "[1]", "[0,1]") + "}", "1")),
                    Contains("'F4' is not supported"));
  CHECK_THROWS_WITH(read(safetensors("{" + entry("w\\n", "I8", "[1]", "[0,1]") + "}", "1")),
                    Contains("not printable"));
  CHECK_THROWS_WITH(read(safetensors("{" + entry("w", "I8", "[1]", "[0,1]") + "," +
                                         entry("w", "I8", "[1]", "[0,1]") + "}",
                                     "1")),
                    Contains("parameter 'w'") && Contains("twice"));
  CHECK_THROWS_WITH(read(safetensors(kGood, kOne).substr(0, 30)),
                    Contains("bytes before the end of its header"));
}

TEST_CASE("a header of brackets alone neither crashes nor fills the memory") {
  CHECK_THROWS_WITH(read(safetensors("{\"w\":" + std::string(1 << 20, '['))),
                    Contains("not valid JSON"));
}

TEST_CASE("element types that the metadata replaces are errors that name the type") {
  CHECK_THROWS_WITH(
      read(safetensors(R"({"__metadata__":{"w":"Int4"},)" + entry("w", "I8", "[1]", "[0,1]") + "}",
                       "1")),
      Contains("'Int4' is not supported"));
}

TEST_CASE("the CRC in the metadata is verified unless that is switched off") {
  // Python: binascii.crc32(bytes(1), binascii.crc32(b"w")) for one zero byte of element.
  const auto with_crc = [](const std::string& crc) {
    return safetensors(
        R"({"__metadata__":{"crc_num":")" + crc + R"("},)" + entry("w", "I8", "[1]", "[0,1]") + "}",
        std::string(1, '\0'));
  };
  CHECK(read(with_crc("564657614")).size() == 1);
  CHECK_THROWS_WITH(read(with_crc("1")), Contains("does not match the CRC"));
  CHECK(read(with_crc("1"), {/*verify_crc=*/false}).size() == 1);
}
