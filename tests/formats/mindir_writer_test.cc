// What write_mindir() writes. That MindSpore takes it is tested in tests/interop.
#include "formats/mindir/mindir_writer.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "formats/air_models.h"
#include "formats/mindir/mindir_index.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir_support.h"
#include "graph/dump.h"
#include "support/models.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

mind_ir::ModelProto written(const Graph& graph) {
  const TempDir folder;
  write_mindir(graph, folder / "model.mindir");
  return load_model(folder / "model.mindir");
}

Error error_of(const Graph& graph) {
  const TempDir folder;
  Error error = thrown_error([&] { write_mindir(graph, folder / "model.mindir"); });
  CHECK(std::filesystem::is_empty(folder.path()));
  return error;
}

// x[1,4,6,6] → one operator.
Graph single(OpKind kind, Attributes attributes) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 4, 6, 6}});
  graph.set_outputs({graph.add_node(kind, "node", std::move(attributes), {x})});
  return graph;
}

// The primitives that compute, in order.
std::vector<std::string> primitives(const mind_ir::ModelProto& model) {
  static const std::set<std::string> kStates = {"Constant",  "Depend", "Load",
                                                "MakeTuple", "Sub",    "UpdateState"};
  const MindirIndex index(model, "model");
  std::vector<std::string> names;
  for (const auto& node : model.graph().node()) {
    const std::string name = index.primitive_of(node);
    if (kStates.count(name) == 0) names.push_back(name);
  }
  return names;
}

// The raw elements of the Constants of type uint64: deq_scale.
std::multiset<std::string> packed_scales(const mind_ir::ModelProto& model) {
  std::multiset<std::string> scales;
  for (const auto& node : model.graph().node()) {
    if (node.op_type() != "Constant" || node.attribute(0).tensors_size() == 0) continue;
    const auto& tensor = node.attribute(0).tensors(0);
    if (tensor.data_type() == mind_ir::TensorProto::UINT64) scales.insert(tensor.raw_data());
  }
  return scales;
}

// The scale of every Quant: what it multiplies by.
std::multiset<float> quant_scales(const mind_ir::ModelProto& model) {
  const MindirIndex index(model, "model");
  std::multiset<float> scales;
  for (const auto& node : model.graph().node()) {
    if (index.primitive_of(node) != "Quant") continue;
    const mind_ir::PrimitiveProto* row = index.attributes_of(node);
    for (const auto& attribute : row != nullptr ? row->attribute() : node.attribute()) {
      if (attribute.name() == "scale") scales.insert(attribute.f());
    }
  }
  return scales;
}

}  // namespace

TEST_CASE("A quantized export is written with the operators and the scales it was read from") {
  const auto path = shared_file("golden/t2_q.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const mind_ir::ModelProto original = load_model(path), copy = written(read_mindir(path));
  CHECK(primitives(copy) == primitives(original));
  CHECK(packed_scales(copy) == packed_scales(original));
  CHECK(quant_scales(original).size() == 3);
  CHECK(quant_scales(copy) == quant_scales(original));
}

TEST_CASE("A quantized layer is Quant, Conv2D, BiasAdd, Dequant to float16 and Cast") {
  using Names = std::vector<std::string>;
  CHECK(primitives(written(quantized_graph())) ==
        Names{"Quant", "Conv2D", "BiasAdd", "Dequant", "Cast", "ReLU", "Quant", "Conv2D", "Dequant",
              "Cast",  // without a bias
              "ReduceMean", "Flatten", "Quant", "MatMul", "Cast", "BiasAdd", "Dequant", "Cast"});
}

TEST_CASE("Equal graphs give equal bytes") {
  const TempDir folder;
  write_mindir(conv_net(), folder / "a.mindir");
  write_mindir(conv_net(), folder / "b.mindir");
  CHECK(read_file(folder / "a.mindir") == read_file(folder / "b.mindir"));
}

TEST_CASE("Two things of one name are told apart in the file") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  const ValueId one = graph.add_constant("c", Tensor::from<float>({2}, {1, 2}));
  const ValueId two = graph.add_constant("c", Tensor::from<float>({2}, {3, 4}));
  const ValueId sum = graph.add_node(OpKind::kAdd, "sum:0", {}, {x, one});
  graph.set_outputs({graph.add_node(OpKind::kMul, "x", {}, {sum, two})});
  const Graph copy = read_model(written(graph));
  CHECK(constant_named(copy, "c_1").data<float>()[0] == 3);
  CHECK(copy.find_node("sum:0") != kNoId);
}

TEST_CASE("What MindSpore cannot express is refused") {
  const Error error = error_of(single(OpKind::kFakeQuant, FakeQuantAttrs{}));
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.where(), Catch::Contains("'node'"));
}

TEST_CASE("Padding that MindSpore's pools do not know is spelled by other operators") {
  using Names = std::vector<std::string>;
  const PoolAttrs padded{{3, 3}, {2, 2}, {1, 1, 1, 1}, false, false};
  PoolAttrs counted = padded;
  counted.count_include_pad = true;
  CHECK(primitives(written(single(OpKind::kMaxPool, padded))) == Names{"PadV3", "MaxPool"});
  CHECK(primitives(written(single(OpKind::kAvgPool, counted))) == Names{"Pad", "AvgPool"});
  CHECK(primitives(written(single(OpKind::kAvgPool, padded))) ==
        Names{"Reshape", "AvgPool3D", "Reshape"});
}

TEST_CASE("An int8 convolution must get its zero point from a Quantize") {
  CHECK(error_of(headless_graph()).kind() == ErrorKind::kUnsupported);
}

TEST_CASE("A product of rows that has no columns is written") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 3, 5}});
  const ValueId weight = graph.add_constant("w", Tensor::allocate(DType::kFloat32, {5, 0}));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, "none", MatMulAttrs{}, {x, weight})});
  CHECK(primitives(written(graph)) == std::vector<std::string>{"Reshape", "MatMul", "Reshape"});
}

TEST_CASE("Parameters above the limit go into a data file as MindSpore lays it out") {
  const TempDir folder;
  const Graph graph = conv_net();
  write_mindir(graph, folder / "net.mindir", {0});
  const mind_ir::ModelProto model = load_model(folder / "net.mindir");
  const std::string data = read_file(folder / "net_variables/data_0");
  CHECK(data.substr(0, 64) == "\1" + std::string(63, '\0'));
  CHECK(data.size() % 64 == 0);
  for (const auto& parameter : model.graph().parameter()) {
    INFO(parameter.name());
    CHECK_FALSE(parameter.has_raw_data());
    CHECK(parameter.external_data().location() == "net_variables/data_0");
    CHECK(parameter.external_data().offset() % 64 == 0);
  }
  write_mindir(graph, folder / "inline.mindir");
  CHECK(dump(read_mindir(folder / "net.mindir")) == dump(read_mindir(folder / "inline.mindir")));
  const Tensor apart = constant_named(read_mindir(folder / "net.mindir"), "conv1.weight");
  const Tensor within = constant_named(read_mindir(folder / "inline.mindir"), "conv1.weight");
  CHECK(std::memcmp(apart.raw(), within.raw(), static_cast<size_t>(apart.byte_size())) == 0);
}

TEST_CASE("A data file is not written through a link in the place of its folder") {
  const TempDir folder;
  std::filesystem::create_directory(folder / "elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", folder / "net_variables");
  CHECK_THROWS_WITH(write_mindir(conv_net(), folder / "net.mindir", {0}),
                    Catch::Contains("net_variables: it is a symbolic link"));
  CHECK(std::filesystem::is_empty(folder / "elsewhere"));
}

}  // namespace msquant
