// Element types of ONNX, in raw bytes, typed fields and files beside the model.
#include "formats/onnx/onnx_tensor.h"

#include <google/protobuf/text_format.h>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

namespace fs = std::filesystem;

Tensor take(const std::string& text, const fs::path& model = "net.onnx") {
  onnx::TensorProto proto;
  INFO(text);
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text, &proto));
  ExternalData external(model);
  return take_onnx_tensor(proto, model.string(), "initializer 'w'", external);
}

std::string external_text(const std::string& location, const std::string& rest = {}) {
  return "dims: 2 data_type: 1 data_location: EXTERNAL "
         "external_data { key: 'location' value: '" +
         location + "' } " + rest;
}

std::string entry(const std::string& key, const std::string& value) {
  return "external_data { key: '" + key + "' value: '" + value + "' } ";
}

}  // namespace

TEST_CASE("Typed fields hold every element type") {
  // The numbers of TensorProto.DataType, and the field that onnx.proto names for each.
  CHECK(take("data_type: 1 dims: 1 float_data: -2").data<float>()[0] == -2);
  CHECK(take("data_type: 2 dims: 1 int32_data: 255").data<uint8_t>()[0] == 255);
  CHECK(take("data_type: 3 dims: 1 int32_data: -128").data<int8_t>()[0] == -128);
  CHECK(take("data_type: 4 dims: 1 int32_data: 65535").data<uint16_t>()[0] == 65535);
  CHECK(take("data_type: 5 dims: 1 int32_data: -5").data<int16_t>()[0] == -5);
  CHECK(take("data_type: 6 dims: 1 int32_data: -6").data<int32_t>()[0] == -6);
  CHECK(take("data_type: 7 dims: 1 int64_data: -7").data<int64_t>()[0] == -7);
  CHECK(take("data_type: 9 dims: 1 int32_data: 1").data<bool>()[0]);
  CHECK(take("data_type: 11 dims: 1 double_data: 0.5").data<double>()[0] == 0.5);
  CHECK(take("data_type: 12 dims: 1 uint64_data: 4294967295").data<uint32_t>()[0] == 4294967295);
  CHECK(take("data_type: 13 dims: 1 uint64_data: 13").data<uint64_t>()[0] == 13);
  // 16-bit floats are written as their bits: 0x3C00 and 0x3F80 are 1.
  CHECK(static_cast<float>(take("data_type: 10 dims: 1 int32_data: 15360").data<Half>()[0]) == 1);
  CHECK(static_cast<float>(take("data_type: 16 dims: 1 int32_data: 16256").data<BFloat16>()[0]) ==
        1);
}

TEST_CASE("Raw bytes are little-endian elements") {
  const Tensor tensor = take("data_type: 5 dims: 2 raw_data: '\\001\\000\\000\\001'");
  CHECK(tensor.data<int16_t>()[0] == 1);
  CHECK(tensor.data<int16_t>()[1] == 256);
  CHECK(take("data_type: 1 dims: 0").size() == 0);
}

TEST_CASE("Tensors that do not hold what they declare are refused") {
  const auto text =
      GENERATE("data_type: 1 dims: 2 float_data: 1", "data_type: 1 dims: 1 raw_data: 'abc'",
               "data_type: 1 dims: -1", "data_type: 1 dims: 4611686018427387904 dims: 4",
               "data_type: 1 dims: 1073741824", "data_type: 3 dims: 1 int32_data: 128",
               "data_type: 9 dims: 1 raw_data: '\\002'", "data_type: 8 dims: 1 string_data: 'a'",
               "data_type: 99 dims: 1", "dims: 1 float_data: 1",
               "data_type: 1 dims: 1 float_data: 1 segment { begin: 0 end: 1 }");
  INFO(text);
  CHECK_THROWS_AS(take(text), Error);
}

TEST_CASE("Weights beside the model are read from where it says") {
  const TempDir dir;
  const float elements[] = {0, 1, 2, 3};
  write_file(dir / "weights.bin", {reinterpret_cast<const char*>(elements), sizeof elements});
  const fs::path model = dir / "net.onnx";
  CHECK(take(external_text("weights.bin"), model).data<float>()[1] == 1);
  const std::string second = entry("offset", "8") + entry("length", "8");
  CHECK(take(external_text("weights.bin", second), model).data<float>()[1] == 3);
  for (const std::string& wrong :
       {entry("offset", "12"), entry("offset", "-1"), entry("offset", "8x"), entry("offset", ""),
        entry("offset", "99999999999999999999"), entry("length", "4"), entry("length", "100")}) {
    INFO(wrong);
    CHECK_THROWS_AS(take(external_text("weights.bin", wrong), model), Error);
  }
}

TEST_CASE("Weights outside the model's folder are not read") {
  const TempDir dir;
  fs::create_directories(dir / "model");
  write_file(dir / "secret", "12345678");
  fs::create_symlink("../secret", dir / "model/link");
  const std::string absolute = (dir / "secret").string();
  for (const std::string& location : {std::string("../secret"), std::string("link"), absolute,
                                      std::string(), std::string("x/../../secret")}) {
    INFO(location);
    try {
      take(external_text(location), dir / "model/net.onnx");
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kModel);
      CHECK_THAT(error.where(), Catch::Contains("initializer 'w'"));
    }
  }
}

}  // namespace msquant
