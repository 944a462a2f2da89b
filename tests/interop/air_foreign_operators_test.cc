// Operators of GE that msquant reads though it never writes them, with results worked out by hand.
#include <catch2/catch.hpp>
#include <numeric>

#include "engine/executor.h"
#include "formats/air/air_builder.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/air_models.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

// x, whose elements are 0, 1, 2, …, `copies` times and then the constants are the inputs.
struct Foreign {
  const char* type;
  Shape x;
  size_t copies;
  std::vector<Tensor> constants;
  AirAttributes attributes;
  std::vector<Shape> results;
  size_t tested;  // the result that is looked at
  std::vector<float> expected;
};

Tensor numbers(Shape shape) {
  std::vector<float> elements(static_cast<size_t>(element_count(shape)));
  std::iota(elements.begin(), elements.end(), 0.0f);
  return Tensor::from(std::move(shape), elements);
}

Tensor integers(const std::vector<int64_t>& values) {
  return Tensor::from({static_cast<int64_t>(values.size())}, values);
}

void put_in(const std::vector<AirConstant>& constants, ge::proto::ModelDef& model) {
  for (const auto& [op, desc, elements] : constants) {
    auto& value = (*model.mutable_graph(0)->mutable_op(op)->mutable_attr())["value"];
    *value.mutable_t()->mutable_desc() = desc;
    value.mutable_t()->set_data(elements.raw(), static_cast<size_t>(elements.byte_size()));
  }
}

ge::proto::ModelDef model_of(const Foreign& foreign) {
  const Graph unused;
  ge::proto::ModelDef model;
  model.add_graph()->set_name("g");
  AirBuilder builder(unused, AirStyle::kCompact, model.mutable_graph(0), nullptr);
  const AirValue x = builder.add_data("x", {DType::kFloat32, foreign.x}, 0);
  std::vector<AirValue> inputs(foreign.copies, x);
  for (const Tensor& constant : foreign.constants) {
    inputs.push_back(builder.add_constant("c" + std::to_string(inputs.size()), constant));
  }
  std::vector<TensorType> types;
  for (const Shape& shape : foreign.results) types.push_back({DType::kFloat32, shape});
  builder.add_op(foreign.type, "tested", inputs, foreign.attributes, types);
  model.mutable_graph(0)->add_output("tested:" + std::to_string(foreign.tested));
  put_in(builder.constants(), model);
  return model;
}

Graph read(const ge::proto::ModelDef& model) {
  const TempDir folder;
  write_quickly(folder / "model.air", model.SerializeAsString());
  return read_air(folder / "model.air");
}

void check_result(const Graph& graph, const Shape& x, const Shape& shape,
                  const std::vector<float>& expected) {
  ExecutorOptions options;
  options.engine = "reference";
  const Tensor y = make_executor(graph, options)->run({numbers(x)})[0];
  CHECK(y.shape() == shape);
  CHECK(std::vector<float>(y.data<float>().begin(), y.data<float>().end()) == expected);
}

const std::vector<float> kSix{0, 1, 2, 3, 4, 5};

std::vector<Foreign> foreign_operators() {
  const auto ints = ints_attribute;
  const auto number = int_attribute;
  return {
      {"Squeeze", {1, 2, 1, 3}, 1, {}, {{"axis", ints({0})}}, {{2, 1, 3}}, 0, kSix},
      {"SqueezeV2", {1, 2, 1, 3}, 1, {}, {{"axis", ints({})}}, {{2, 3}}, 0, kSix},
      {"Unsqueeze", {2, 3}, 1, {}, {{"axes", ints({0, 3})}}, {{1, 2, 3, 1}}, 0, kSix},
      {"UnsqueezeV2", {2, 3}, 1, {}, {{"axis", ints({-1})}}, {{2, 3, 1}}, 0, kSix},
      {"ExpandDims", {2, 3}, 1, {integers({1})}, {}, {{2, 1, 3}}, 0, kSix},
      {"TransposeD", {2, 3}, 1, {}, {{"perm", ints({1, 0})}}, {{3, 2}}, 0, {0, 3, 1, 4, 2, 5}},
      {"Slice", {2, 3}, 1, {integers({0, 1}), integers({2, -1})}, {}, {{2, 2}}, 0, {1, 2, 4, 5}},
      {"SliceD",
       {2, 3},
       1,
       {},
       {{"offsets", ints({1, 0})}, {"size", ints({1, 2})}},
       {{1, 2}},
       0,
       {3, 4}},
      {"StridedSlice",
       {2, 3},
       1,
       {integers({1, 0}), integers({2, 3}), integers({1, 1})},
       {{"shrink_axis_mask", number(1)}},
       {{3}},
       0,
       {3, 4, 5}},
      {"SplitD",
       {2, 3},
       1,
       {},
       {{"split_dim", number(1)}, {"num_split", number(3)}},
       {{2, 1}, {2, 1}, {2, 1}},
       1,
       {1, 4}},
      {"SplitVD",
       {2, 3},
       1,
       {},
       {{"size_splits", ints({1, 2})}, {"split_dim", number(-1)}, {"num_split", number(2)}},
       {{2, 1}, {2, 2}},
       1,
       {1, 2, 4, 5}},
      {"GatherV2D",
       {2, 3},
       1,
       {integers({2, 0})},
       {{"axis", number(1)}},
       {{2, 2}},
       0,
       {2, 0, 5, 3}},
      {"TileD", {1, 2}, 1, {}, {{"multiples", ints({2, 1})}}, {{2, 2}}, 0, {0, 1, 0, 1}},
      {"Pad",
       {1, 2},
       1,
       {Tensor::from<int64_t>({2, 2}, {0, 1, 1, 0})},
       {},
       {{2, 3}},
       0,
       {0, 0, 1, 0, 0, 0}},
      {"Pack", {2}, 2, {}, {{"axis", number(-1)}, {"N", number(2)}}, {{2, 2}}, 0, {0, 0, 1, 1}},
      {"ConcatV2D",
       {2},
       2,
       {},
       {{"concat_dim", number(-1)}, {"N", number(2)}},
       {{4}},
       0,
       {0, 1, 0, 1}},
      {"GlobalAveragePool", {1, 2, 1, 2}, 1, {}, {}, {{1, 2, 1, 1}}, 0, {0.5f, 2.5f}},
      {"ReduceSumD", {2, 3}, 1, {}, {{"axes", ints({1})}}, {{2}}, 0, {3, 12}},
      {"ReduceMaxD",
       {2, 3},
       1,
       {},
       {{"axes", ints({-1})}, {"keep_dims", bool_attribute(true)}},
       {{2, 1}},
       0,
       {2, 5}},
      {"ReduceMeanD", {2, 3}, 1, {}, {{"axes", ints({1})}}, {{2}}, 0, {1, 4}},
      {"MatMul", {1, 2}, 2, {}, {{"transpose_x2", bool_attribute(true)}}, {{1, 1}}, 0, {1}},
      {"BatchMatMulV2",
       {1, 1, 2},
       2,
       {Tensor::from<float>({1}, {7})},
       {{"adj_x2", bool_attribute(true)}},
       {{1, 1, 1}},
       0,
       {8}}};
}

}  // namespace

TEST_CASE("GE's operators that msquant never writes are read and give what they say") {
  for (const Foreign& foreign : foreign_operators()) {
    INFO(foreign.type);
    const ge::proto::ModelDef model = model_of(foreign);
    const TempDir folder;
    write_quickly(folder / "model.air", model.SerializeAsString());
    CHECK(check_air(folder / "model.air").empty());
    check_result(read(model), foreign.x, foreign.results[foreign.tested], foreign.expected);
  }
}

TEST_CASE("a depthwise convolution is one with a group for each channel") {
  ge::proto::ModelDef model = model_of({"Conv2D",
                                        {1, 2, 1, 1},
                                        1,
                                        {Tensor::from<float>({1, 2, 1, 1}, {3, 4})},
                                        {{"strides", ints_attribute({1, 1, 1, 1})},
                                         {"pads", ints_attribute({0, 0, 0, 0})},
                                         {"data_format", string_attribute("NCHW")}},
                                        {{1, 2, 1, 1}},
                                        0,
                                        {}});
  find_op(model, "tested").set_type("DepthwiseConv2D");
  check_result(read(model), {1, 2, 1, 1}, {1, 2, 1, 1}, {0, 4});
}

}  // namespace msquant
