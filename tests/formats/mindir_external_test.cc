// Parameters in files of their own, as MindSpore writes them for models above 1 GiB.
#include <catch2/catch.hpp>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir_support.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

constexpr size_t kAlignment = 64;
const char* const kLocation = "net_variables/data_0";

// Moves every parameter to a data file: a header of 64 bytes, then tensors at multiples of 64.
mind_ir::ModelProto move_parameters(mind_ir::ModelProto model, const TempDir& dir) {
  std::string data(kAlignment, '\0');
  data[0] = 1;
  for (auto& parameter : *model.mutable_graph()->mutable_parameter()) {
    auto* external = parameter.mutable_external_data();
    external->set_location(kLocation);
    external->set_offset(static_cast<int64_t>(data.size()));
    external->set_length(static_cast<int64_t>(parameter.raw_data().size()));
    data += parameter.raw_data();
    data.resize((data.size() + kAlignment - 1) / kAlignment * kAlignment);
    parameter.clear_raw_data();
  }
  std::filesystem::create_directory(dir / "net_variables");
  write_file(dir / kLocation, data);
  return model;
}

}  // namespace

TEST_CASE("Parameters in a data file are the parameters") {
  const auto path = shared_file("golden/small.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const TempDir dir;
  const mind_ir::ModelProto whole = load_model(path);
  save_model(move_parameters(whole, dir), dir / "net_graph.mindir");
  const Graph graph = read_mindir(dir / "net_graph.mindir");
  for (const auto& parameter : whole.graph().parameter()) {
    const Tensor tensor = constant_named(graph, parameter.ref_key());
    INFO(parameter.ref_key());
    REQUIRE(tensor.byte_size() == static_cast<int64_t>(parameter.raw_data().size()));
    CHECK(std::memcmp(tensor.raw(), parameter.raw_data().data(), parameter.raw_data().size()) == 0);
  }
}

TEST_CASE("Broken references to a data file are errors of the model") {
  const auto path = shared_file("golden/small.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const TempDir dir;
  mind_ir::ModelProto model = move_parameters(load_model(path), dir);
  auto& external = *model.mutable_graph()->mutable_parameter(0)->mutable_external_data();
  SECTION("the file is absent") { std::filesystem::remove(dir / kLocation); }
  SECTION("the file is big-endian") { write_file(dir / kLocation, std::string(1 << 20, '\0')); }
  SECTION("the file is shorter than its header") { write_file(dir / kLocation, "\1"); }
  SECTION("the location climbs") { external.set_location("../net_variables/data_0"); }
  SECTION("the length is another than the shape's") { external.set_length(external.length() - 4); }
  SECTION("the offset is beyond the end") { external.set_offset(1 << 30); }
  SECTION("the offset is negative") { external.set_offset(-64); }
  save_model(model, dir / "net_graph.mindir");
  try {
    read_mindir(dir / "net_graph.mindir");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK(error.where().find("net_graph.mindir: parameter '") != std::string::npos);
  }
}

}  // namespace msquant
