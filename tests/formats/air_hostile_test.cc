#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/air/air_attributes.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/air_edits.h"
#include "formats/air_models.h"
#include "graph/verify.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

using ge::proto::ModelDef;

// Makes a Const of integers hold others.
void set_ints(ModelDef& model, const std::string& constant, const std::vector<int64_t>& values) {
  auto& tensor = *attribute(model, constant.c_str(), "value").mutable_t();
  const auto* bytes = reinterpret_cast<const char*>(values.data());
  tensor.mutable_data()->assign(bytes, values.size() * sizeof(int64_t));
  tensor.mutable_desc()->mutable_shape()->set_dim(0, static_cast<int64_t>(values.size()));
}

// What the error names that reading the model gives; "" if it is read.
std::string where_reading_fails(const ModelDef& model) {
  const TempDir folder;
  write_quickly(folder / "model.air", model.SerializeAsString());
  try {
    read_air(folder / "model.air");
  } catch (const Error& error) {
    return error.where();
  }
  return "";
}

// Reads a broken file: it must give a graph or an Error that blames the file.
void read_or_refuse(const std::filesystem::path& path) {
  check_air(path);
  try {
    verify(read_air(path));
  } catch (const Error& error) {
    CAPTURE(error.what());
    CHECK((error.kind() == ErrorKind::kModel || error.kind() == ErrorKind::kUnsupported));
  }
}

}  // namespace

TEST_CASE("numbers that no operator can have are refused with the node's name") {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  const auto refused = [](const std::string& node, const std::function<void(ModelDef&)>& edit) {
    ModelDef model = written_model(float_graph());
    edit(model);
    CHECK(where_reading_fails(model).find("'" + node + "'") != std::string::npos);
  };
  const auto refused_with = [&](const std::string& node, const std::string& attribute,
                                const ge::proto::AttrDef& value) {
    refused(node,
            [&](ModelDef& model) { (*find_op(model, node).mutable_attr())[attribute] = value; });
  };
  refused_with("conv", "strides", ints_attribute({1, 1, 0, 1}));
  refused_with("conv", "dilations", ints_attribute({1, 1, kHuge, 1}));
  refused_with("conv", "pads", ints_attribute({kHuge, kHuge, 0, 0}));
  refused_with("conv", "pads", ints_attribute({0, 0, 0}));
  refused_with("conv", "groups", int_attribute(0));
  refused_with("max_ceil", "ksize", ints_attribute({1, 1, kHuge, 1}));
  refused_with("concat", "concat_dim", int_attribute(4));
  refused_with("softmax", "axes", ints_attribute({-4}));
  refused_with("pad", "paddings", int_lists_attribute({{0, 0}, {0, -1}, {0, 0}, {0, 0}}));
  refused_with("pad", "paddings", int_lists_attribute({{0, 0}, {kHuge, 0}, {0, 0}, {0, 0}}));
  refused_with("half", "dst_type", int_attribute(99));
  refused("transpose", [](ModelDef& m) {
    set_ints(m, "transpose.perm_const", {0, 1, 2, 3, 4, 5, 6});
  });
  refused("transpose", [](ModelDef& m) { set_ints(m, "transpose.perm_const", {0, 1, 1, 9}); });
  refused("reshape", [](ModelDef& m) { set_ints(m, "reshape.shape_const", {kHuge, kHuge}); });
  const auto refused_in_neck = [](const std::string& node, const std::string& constant,
                                  const std::vector<int64_t>& values) {
    ModelDef model = written_model(neck_graph());
    set_ints(model, constant, values);
    CHECK(where_reading_fails(model).find("'" + node + "'") != std::string::npos);
  };
  refused_in_neck("slice", "slice.strides_const", {1, 0, 1, 1});
  refused_in_neck("slice", "slice.begin_const", {0, 0, 0});
  refused_in_neck("tile", "tile.multiples_const", {1, kHuge, 1, 1});
  refused_in_neck("tile", "tile.multiples_const", {1, -1, 1, 1});
  refused_in_neck("broadcast", "broadcast.shape_const", {1, 1, 7});
  refused_in_neck("broadcast", "broadcast.shape_const", {kHuge, 4, 8});
  refused("image", [](ModelDef& m) {
    find_op(m, "image").mutable_input_desc(0)->mutable_shape()->set_dim(0, kHuge);
  });
}

TEST_CASE("an AIR file that is cut short never crashes the reader") {
  const std::string bytes = written_bytes(quantized_graph());
  const TempDir folder;
  for (size_t size = 0; size < bytes.size(); size += 31) {
    write_quickly(folder / "cut.air", bytes.substr(0, size));
    read_or_refuse(folder / "cut.air");
  }
}

TEST_CASE("an AIR file with a flipped bit never crashes the reader") {
  const AirStyle style = GENERATE(AirStyle::kCompact, AirStyle::kPtqQuant);
  const std::string bytes = written_bytes(quantized_graph(), style);
  const TempDir folder;
  for (size_t at = 0; at < bytes.size(); at += 13) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ (1 << (at % 8)));
    write_quickly(folder / "flipped.air", broken);
    CAPTURE(at);
    read_or_refuse(folder / "flipped.air");
  }
}

TEST_CASE("a float AIR file with a flipped bit never crashes the reader") {
  const auto build = GENERATE(&float_graph, &neck_graph);
  const std::string bytes = written_bytes(build());
  const TempDir folder;
  for (size_t at = 0; at < bytes.size(); at += 29) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ (1 << (at / 29 % 8)));
    write_quickly(folder / "flipped.air", broken);
    CAPTURE(at);
    read_or_refuse(folder / "flipped.air");
  }
}

}  // namespace msquant
