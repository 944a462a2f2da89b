#include "formats/air/air_weights.h"

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "formats/air/air_attributes.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/air_models.h"
#include "graph/dump.h"
#include "graph/verify.h"
#include "support/temp_dir.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

// So that every constant of quantized_graph() that is large enough gets a file.
constexpr AirOptions kApart{AirStyle::kCompact, 0};

constexpr char kLarge[] = "dense.weight_const";  // the one constant of float_graph() above 1 KiB

ge::proto::ModelDef parse(const fs::path& file) {
  ge::proto::ModelDef model;
  MSQUANT_CHECK(model.ParseFromString(read_file(file)));
  return model;
}

std::string location_of(const fs::path& file) {
  ge::proto::ModelDef model = parse(file);
  return find_op(model, kLarge).attr().at("location").s();
}

// Gives the large constant another location, or another attribute of the name.
void redirect(const fs::path& file, const char* name, const ge::proto::AttrDef& value) {
  ge::proto::ModelDef model = parse(file);
  (*find_op(model, kLarge).mutable_attr())[name] = value;
  write_quickly(file, model.SerializeAsString());
}

void require_refused(const fs::path& file, const std::string& because) {
  const std::vector<AirProblem> problems = check_air(file);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].node == kLarge);
  CHECK(problems[0].rule.find(because) != std::string::npos);
  try {
    read_air(file);
    FAIL("the file was read");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK(std::string(error.what()).find(kLarge) != std::string::npos);
    CHECK(error.because().find(because) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("weights beyond the limit lie in files beside the model and come back from them") {
  const TempDir folder;
  const fs::path file = folder / "model.air";
  write_air(float_graph(), folder / "whole.air", {});
  write_air(float_graph(), file, kApart);
  CHECK(check_air(file).empty());

  ge::proto::ModelDef model = parse(file);
  const auto& attributes = find_op(model, kLarge).attr();
  CHECK(attributes.at("location").s() == "air_weight/model/Const_0_file");
  CHECK(attributes.at("value").t().data().empty());
  const Graph original = float_graph();
  const Value& weight = original.value(original.node(original.find_node("dense")).inputs.at(1));
  const std::string bytes(static_cast<const char*>(weight.constant->raw()),
                          static_cast<size_t>(weight.constant->byte_size()));
  CHECK(attributes.at("length").i() == static_cast<int64_t>(bytes.size()));
  CHECK(read_file(folder / "air_weight/model/Const_0_file") == bytes);
  CHECK_FALSE(find_op(model, "conv.bias_const").attr().contains("location"));

  const Graph graph = read_air(file);
  verify(graph);
  CHECK(dump(graph) == dump(read_air(folder / "whole.air")));
  const Tensor read = *graph.value(graph.node(graph.find_node("dense")).inputs.at(1)).constant;
  CHECK(std::equal(bytes.begin(), bytes.end(), static_cast<const char*>(read.raw())));
}

TEST_CASE("a model within the limit has no files beside it") {
  const TempDir folder;
  write_air(float_graph(), folder / "model.air", {});
  CHECK_FALSE(fs::exists(folder / "air_weight"));
}

TEST_CASE("two models of one folder keep their weights apart") {
  const TempDir folder;
  write_air(float_graph(), folder / "a.air", kApart);
  write_air(float_graph(), folder / "b.air", kApart);
  CHECK(location_of(folder / "a.air") != location_of(folder / "b.air"));
}

TEST_CASE("a model that is still to get its name finds its weights under that name") {
  const TempDir folder;
  write_air(float_graph(), folder / "model.air.unchecked", kApart);
  CHECK(location_of(folder / "model.air.unchecked") == "air_weight/model/Const_0_file");
  fs::rename(folder / "model.air.unchecked", folder / "model.air");
  CHECK(check_air(folder / "model.air").empty());
}

TEST_CASE("weights outside the model's folder, and those that are not all there, are refused") {
  const TempDir folder;
  fs::create_directory(folder / "inner");
  const fs::path file = folder / "inner/model.air";
  write_air(float_graph(), file, kApart);
  write_quickly(folder / "secret", std::string(1 << 16, 'x'));
  SECTION("upwards") {
    redirect(file, "location", string_attribute("../secret"));
    require_refused(file, "not a file within the folder of the model");
  }
  SECTION("absolute") {
    redirect(file, "location", string_attribute((folder / "secret").string()));
    require_refused(file, "not a file within the folder of the model");
  }
  SECTION("through a link") {
    fs::create_symlink(folder / "secret", folder / "inner/link");
    redirect(file, "location", string_attribute("link"));
    require_refused(file, "not a file within the folder of the model");
  }
  SECTION("absent") {
    fs::remove(file.parent_path() / location_of(file));
    require_refused(file, "not a file within the folder of the model");
  }
  SECTION("cut off") {
    fs::resize_file(file.parent_path() / location_of(file), 1000);
    require_refused(file, "of 1000 bytes");
  }
  SECTION("of another length") {
    redirect(file, "length", int_attribute(8));
    require_refused(file, "8 bytes do not fill");
  }
}

TEST_CASE("weights are not written through a link in the place of their folder") {
  const TempDir folder;
  fs::create_directory(folder / "elsewhere");
  fs::create_directory_symlink("elsewhere", folder / "air_weight");
  CHECK_THROWS_WITH(write_air(float_graph(), folder / "model.air", kApart),
                    Catch::Contains("air_weight: it is a symbolic link"));
  CHECK(fs::is_empty(folder / "elsewhere"));
}

}  // namespace msquant
