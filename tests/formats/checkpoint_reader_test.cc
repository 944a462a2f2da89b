#include "formats/checkpoint/checkpoint_reader.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "ckpt_builder.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

ParameterSet read(const std::string& bytes, const CheckpointOptions& options = {}) {
  TempDir dir;
  write_file(dir / "net.ckpt", bytes);
  return read_checkpoint(dir / "net.ckpt", options);
}

std::vector<float> floats(const ParameterSet& parameters, const std::string& name) {
  const Tensor* tensor = parameters.find(name);
  REQUIRE(tensor != nullptr);
  const Span<const float> elements = tensor->data<float>();
  return {elements.begin(), elements.end()};
}

const std::string kOne = float_bytes({1});
const std::string kFour = float_bytes({1, 2, 3, 4});

}  // namespace

TEST_CASE("parameters keep the order, names, shapes and elements of the file") {
  const auto set =
      read(ckpt_entry("b.weight", {2, 2}, "Float32", kFour) + ckpt_entry("a", {1}, "Int8", "\xFF"));
  CHECK(set.names() == std::vector<std::string>{"b.weight", "a"});
  CHECK(set.find("b.weight")->shape() == Shape{2, 2});
  CHECK(floats(set, "b.weight") == std::vector<float>{1, 2, 3, 4});
  CHECK(set.find("a")->data<int8_t>()[0] == -1);
}

TEST_CASE("elements at any byte of the file can be read") {
  for (size_t length = 1; length <= 8; ++length) {
    const std::string name(length, 'n');
    CHECK(floats(read(ckpt_entry(name, {4}, "Float32", kFour)), name) ==
          std::vector<float>{1, 2, 3, 4});
  }
}

TEST_CASE("tensors outlive the set they come from") {
  Tensor tensor = *read(ckpt_entry("w", {4}, "Float32", kFour)).find("w");
  CHECK(tensor.data<float>()[3] == 4);
}

TEST_CASE("packed dims mean the same as unpacked ones") {
  const std::string packed = bytes_field(1, varint(2) + varint(2));
  const auto set =
      read(ckpt_entry("w", packed + bytes_field(2, "Float32") + bytes_field(3, kFour)));
  CHECK(set.find("w")->shape() == Shape{2, 2});
}

TEST_CASE("a scalar has no dims or, in older files, dims [0] and one element") {
  CHECK(read(ckpt_entry("s", {}, "Float32", kOne)).find("s")->shape() == Shape{});
  CHECK(read(ckpt_entry("s", {0}, "Float32", kOne)).find("s")->shape() == Shape{});
  CHECK(read(ckpt_entry("s", {0}, "Float32", "")).find("s")->shape() == Shape{0});
  CHECK_THROWS_WITH(read(ckpt_entry("s", {0}, "Float32", kFour)), Contains("needs 0 bytes"));
}

TEST_CASE("consecutive entries of one name are slices of one tensor") {
  const auto slice = [](const std::string& content) {
    return ckpt_entry("w", {4}, "Float32", content);
  };
  const auto set = read(slice(kFour.substr(0, 3)) + slice(kFour.substr(3, 10)) + slice("") +
                        slice(kFour.substr(13)) + ckpt_entry("v", {1}, "Float32", kOne));
  CHECK(set.size() == 2);
  CHECK(floats(set, "w") == std::vector<float>{1, 2, 3, 4});
}

TEST_CASE("slices that do not agree, or are too many, are errors") {
  const std::string entry = ckpt_entry("w", {4}, "Float32", kFour);
  CHECK_THROWS_WITH(read(entry + ckpt_entry("w", {2, 2}, "Float32", "")),
                    Contains("slices differ"));
  CHECK_THROWS_WITH(read(entry + ckpt_entry("w", {4}, "Int32", "")), Contains("slices differ"));
  CHECK_THROWS_WITH(read(entry + entry), Contains("needs 16 bytes, but the file holds 32"));
}

TEST_CASE("a name that comes twice, not in a row, is an error") {
  const std::string w = ckpt_entry("w", {1}, "Float32", kOne);
  CHECK_THROWS_WITH(read(w + ckpt_entry("v", {1}, "Float32", kOne) + w),
                    Contains("net.ckpt: parameter 'w'") && Contains("holds it twice"));
}

TEST_CASE("notes are skipped") {
  const std::string note = ckpt_entry("note", {0}, "str", std::string("h\0\0\0", 4));
  CHECK(read(note + ckpt_entry("w", {1}, "Float32", kOne) + note).names() ==
        std::vector<std::string>{"w"});
  CHECK_THROWS_WITH(read(note), Contains("no tensor"));
}

TEST_CASE("element types that msquant cannot hold are errors that name the type") {
  CHECK_THROWS_WITH(read(ckpt_entry("w", {1}, "Float8", "1")),
                    Contains("parameter 'w'") && Contains("'Float8' is not supported"));
  CHECK_THROWS_WITH(read(ckpt_entry("w", {1}, "Int4", "1")), Contains("before the weights"));
  CHECK_THROWS_WITH(read(ckpt_entry("w", {1}, "\x1B[31m", "1")), Contains("'\\x1b[31m'"));
}

TEST_CASE("a bool is 0 or 1") {
  CHECK(read(ckpt_entry("b", {2}, "Bool", std::string("\1\0", 2))).find("b")->data<bool>()[0]);
  CHECK_THROWS_WITH(read(ckpt_entry("b", {2}, "Bool", "\1\7")),
                    Contains("a bool in it is 7 instead of 0 or 1"));
}

TEST_CASE("dims are checked before any memory is reserved") {
  const auto with_dims = [](const std::vector<int64_t>& dims) {
    return ckpt_entry("w", dims, "Float32", kOne);
  };
  CHECK_THROWS_WITH(read(with_dims({-1})), Contains("float32[-1] has a negative dimension"));
  CHECK_THROWS_WITH(read(with_dims({0, -1})), Contains("negative dimension"));
  CHECK_THROWS_WITH(read(with_dims({1LL << 40})), Contains("needs 4398046511104 bytes"));
  CHECK_THROWS_WITH(read(with_dims({1LL << 62, 4})), Contains("needs more than 2^63 bytes"));
  CHECK_THROWS_WITH(read(with_dims({1LL << 62})), Contains("needs more than 2^63 bytes"));
  CHECK_THROWS_WITH(read(with_dims(std::vector<int64_t>(33, 1))), Contains("more than 32"));
}

TEST_CASE("fields added by later versions are skipped") {
  const std::string tensor = varint_field(1, 1) + bytes_field(2, "Float32") + bytes_field(3, kOne) +
                             varint_field(9, 7) + bytes_field(10, "x");
  const std::string value = bytes_field(1, "w") + bytes_field(2, tensor) + varint_field(12, 1);
  CHECK(floats(read(bytes_field(1, value)), "w") == std::vector<float>{1});
}

TEST_CASE("entries that break the format are errors that say where") {
  const std::string good = ckpt_entry("w", {1}, "Float32", kOne);
  const std::string tensor = bytes_field(2, "Float32") + bytes_field(3, kOne);
  const std::string no_name = bytes_field(1, bytes_field(2, tensor));
  const std::string no_tensor = bytes_field(1, bytes_field(1, "v"));
  const std::string two_names =
      bytes_field(1, bytes_field(1, "v") + bytes_field(1, "v") + bytes_field(2, tensor));
  const std::string at = "the entry at byte " + std::to_string(good.size()) + " is damaged";
  CHECK_THROWS_WITH(read(good + no_name), Contains(at));
  CHECK_THROWS_WITH(read(good + no_tensor), Contains("parameter 'v'") && Contains(at));
  CHECK_THROWS_WITH(read(good + two_names), Contains(at));
  CHECK_THROWS_WITH(read(good + ckpt_entry("v", bytes_field(3, kOne))), Contains(at));
  CHECK_THROWS_WITH(read(good + ckpt_entry("v", bytes_field(2, "Float32"))), Contains(at));
  CHECK_THROWS_WITH(read(good + ckpt_entry("", {1}, "Float32", kOne)), Contains(at));
  CHECK_THROWS_WITH(read(good + ckpt_entry("\xC3\x28", {1}, "Float32", kOne)), Contains(at));
  CHECK_THROWS_WITH(read(good + ckpt_entry("v",
                                           "\x0D"
                                           "1234" +
                                               tensor)),
                    Contains(at));
  CHECK_THROWS_WITH(read(good + "x"), Contains(at));
  CHECK_THROWS_WITH(read(good + "\x0A" + std::string(11, '\xFF')), Contains(at));
}

TEST_CASE("a hash table is an error that says so") {
  CHECK_THROWS_WITH(read(bytes_field(1, bytes_field(1, "t") + bytes_field(3, ""))),
                    Contains("parameter 't'") && Contains("MapParameter"));
}

TEST_CASE("a truncated file says how much is missing and where") {
  const std::string first = ckpt_entry("w", {1}, "Float32", kOne);
  const std::string bytes = first + ckpt_entry("v", {4}, "Float32", kFour);
  CHECK_THROWS_WITH(read(bytes.substr(0, bytes.size() - 9)),
                    Contains("parameter 'v'") && Contains("the file ends at least 9 bytes early"));
  CHECK_THROWS_WITH(read(bytes.substr(0, first.size() + 1)), Contains("at least 1 bytes early"));
}

TEST_CASE("the CRC is verified unless that is switched off") {
  const std::string good = ckpt_entry("w", {1}, "Float32", kOne);
  const std::string bad = good + std::string("crc_num\0\0\0\0\0\0\0\0\0\1", 17);
  CHECK_THROWS_WITH(read(bad), Contains("does not match the CRC"));
  CHECK(floats(read(bad, {/*verify_crc=*/false}), "w") == std::vector<float>{1});
}

TEST_CASE("every error is of kind kModel and has all its parts") {
  try {
    read(ckpt_entry("w", {2}, "Float32", kOne));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK(error.message() == "cannot read checkpoint");
    CHECK_THAT(error.where(), Contains("net.ckpt: parameter 'w'"));
    CHECK(error.because() == "its shape float32[2] needs 8 bytes, but the file holds 4");
    CHECK_FALSE(error.hint().empty());
  }
}

TEST_CASE("a checkpoint that is not there is an I/O error") {
  TempDir dir;
  try {
    read_checkpoint(dir / "none.ckpt", {});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kIo);
  }
}
