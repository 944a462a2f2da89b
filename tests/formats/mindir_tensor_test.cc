// Element types of MindIR in raw bytes and typed fields. Numbers of types are mind_ir.proto's.
#include "formats/mindir/mindir_tensor.h"

#include <google/protobuf/text_format.h>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "mind_ir.pb.h"

namespace msquant {
namespace {

Tensor take(const std::string& text) {
  mind_ir::TensorProto proto;
  INFO(text);
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text, &proto));
  ExternalData external("net.mindir");
  return take_mindir_tensor(proto, "net.mindir", "parameter 'w'", external);
}

}  // namespace

TEST_CASE("Typed fields of MindIR hold the types that have one") {
  CHECK(take("data_type: 1 dims: 2 float_data: 1 float_data: -2").data<float>()[1] == -2);
  CHECK(take("data_type: 11 dims: 1 double_data: 0.5").data<double>()[0] == 0.5);
  CHECK(take("data_type: 17 dims: 1 double_data: 0.25").data<double>()[0] == 0.25);
  CHECK(take("data_type: 6 dims: 1 int32_data: -6").data<int32_t>()[0] == -6);
  CHECK(take("data_type: 7 dims: 1 int64_data: -7").data<int64_t>()[0] == -7);
  CHECK(take("data_type: 13 dims: 1 uint64_data: 13").data<uint64_t>()[0] == 13);
}

TEST_CASE("Raw bytes of MindIR hold every type") {
  CHECK(take("data_type: 2 dims: 1 raw_data: '\\377'").data<uint8_t>()[0] == 255);
  CHECK(take("data_type: 3 dims: 1 raw_data: '\\377'").data<int8_t>()[0] == -1);
  CHECK(take("data_type: 4 dims: 1 raw_data: '\\000\\001'").data<uint16_t>()[0] == 256);
  CHECK(take("data_type: 5 dims: 1 raw_data: '\\376\\377'").data<int16_t>()[0] == -2);
  CHECK(take("data_type: 9 dims: 1 raw_data: '\\001'").data<bool>()[0]);
  CHECK(take("data_type: 12 dims: 1 raw_data: '\\000\\000\\001\\000'").data<uint32_t>()[0] ==
        65536);
  // 0x3C00 and 0x3F80 are 1.
  CHECK(static_cast<float>(take("data_type: 10 dims: 1 raw_data: '\\000\\074'").data<Half>()[0]) ==
        1);
  CHECK(static_cast<float>(
            take("data_type: 16 dims: 1 raw_data: '\\200\\077'").data<BFloat16>()[0]) == 1);
}

TEST_CASE("Tensors of MindIR that do not hold what they declare are refused") {
  const auto [text, because] = GENERATE(table<std::string, std::string>({
      {"data_type: 1 dims: 2 float_data: 1", "the elements of its shape [2] are not in the file"},
      {"data_type: 10 dims: 1 int32_data: 1", "its float16 elements are not in the file"},
      {"data_type: 18 dims: 1", "element type 18, compression 0 is not supported"},
      {"data_type: 1 dims: 1 compression_type: 2",
       "element type 1, compression 2 is not supported"},
      {"data_type: 1 dims: -1", "its shape [-1] is impossible"},
  }));
  try {
    take(text);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.because() == because);
    CHECK(error.where() == "net.mindir: parameter 'w'");
  }
}

}  // namespace msquant
