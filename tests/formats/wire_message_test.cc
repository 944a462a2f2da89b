// What is put together from parts is what protobuf makes of the whole.
#include "formats/wire_message.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ge_ir.pb.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

using ge::proto::GraphDef;
using ge::proto::OpDef;
using ge::proto::TensorDef;

std::string written(const WireMessage& message) {
  const TempDir folder;
  AtomicFile file(folder / "message");
  message.write(file);
  file.commit();
  return read_file(folder / "message");
}

}  // namespace

TEST_CASE("bytes of any size go into their field") {
  for (const size_t size : {0u, 1u, 127u, 128u, 4095u, 4096u, 100000u}) {
    INFO(size);
    const std::string data(size, 'x');
    WireMessage message;
    message.add(TensorDef::kDataFieldNumber, data);
    const std::string bytes = written(message);
    CHECK(bytes.size() == message.byte_size());
    TensorDef tensor;
    REQUIRE(tensor.ParseFromString(bytes));
    CHECK(tensor.data() == data);
  }
}

TEST_CASE("a message of parts has the bytes that protobuf gives the whole") {
  const std::vector<std::string> names{"a", std::string(5000, 'n')};
  GraphDef whole;
  whole.set_name("g");
  WireMessage message;
  message.add(whole);
  for (const std::string& name : names) {
    OpDef* op = whole.add_op();
    op->set_name(name);
    WireMessage part;
    part.add(OpDef::kNameFieldNumber, name);
    message.add(GraphDef::kOpFieldNumber, std::move(part));
  }
  CHECK(message.byte_size() == whole.ByteSizeLong());
  CHECK(written(message) == whole.SerializeAsString());
}

TEST_CASE("fields after long bytes follow them") {
  const std::string data(5000, 'x');
  OpDef rest;
  rest.set_id(7);
  WireMessage message;
  message.add(OpDef::kNameFieldNumber, data);
  message.add(rest);
  OpDef op;
  REQUIRE(op.ParseFromString(written(message)));
  CHECK(op.name() == data);
  CHECK(op.id() == 7);
}

}  // namespace msquant
