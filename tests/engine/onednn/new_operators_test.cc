#include <catch2/catch.hpp>

#include "engine/onednn/twins.h"

using namespace msquant;

TEST_CASE("oneDNN computes functions of one element like the reference") {
  const auto [kind, attributes] = GENERATE(table<OpKind, Attributes>({
      {OpKind::kLeakyRelu, FunctionAttrs{0.1f, 0}},
      {OpKind::kElu, FunctionAttrs{0.7f, 0}},
      {OpKind::kClip, FunctionAttrs{-0.3f, 0.4f}},
      {OpKind::kHardSwish, {}},
      {OpKind::kSwish, {}},
      {OpKind::kMish, {}},
      {OpKind::kGelu, {}},
      {OpKind::kGeluTanh, {}},
      {OpKind::kSoftplus, {}},
      {OpKind::kTanh, {}},
      {OpKind::kAbs, {}},
      {OpKind::kExp, {}},
      {OpKind::kErf, {}},
      {OpKind::kHardSigmoid, FunctionAttrs{0.2f, 0.5f}},
  }));
  INFO(name_of(kind));
  CHECK(twin_difference(kind, attributes, {{2, 20, 5, 3}}) < 1e-5);
}

TEST_CASE("oneDNN slices like the reference, wherever the part starts") {
  const SliceAttrs whole_rows{{0, 2, 0}, {SliceAttrs::kToEnd, 4, SliceAttrs::kToEnd}, {1, 1, 1}};
  CHECK(twin_difference(OpKind::kSlice, whole_rows, {{1, 5, 3}}) == 0);
  CHECK(twin_difference(OpKind::kSlice, whole_rows, {{2, 5, 3}}) == 0);
  const SliceAttrs backwards{{1, 4, 0}, {2, -1, 3}, {1, -2, 2}};
  CHECK(twin_difference(OpKind::kSlice, backwards, {{2, 5, 3}}) == 0);
}

TEST_CASE("oneDNN normalizes the last dimensions like the reference") {
  CHECK(twin_difference(OpKind::kLayerNorm, LayerNormAttrs{2, 1e-5f}, {{2, 3, 20}, {20}, {20}}) <
        1e-5);
}

TEST_CASE("oneDNN normalizes groups of channels like the reference") {
  const int64_t groups = GENERATE(1, 2, 4);
  const GroupNormAttrs attributes{groups, 1e-5f};
  CHECK(twin_difference(OpKind::kGroupNorm, attributes, {{2, 4, 5}, {4}, {4}}) < 1e-5);
  CHECK(twin_difference(OpKind::kGroupNorm, attributes, {{2, 8, 5, 3}, {8}, {8}}) < 1e-5);
}

TEST_CASE("oneDNN gives negative elements a slope like the reference") {
  CHECK(twin_difference(OpKind::kPRelu, {}, {{2, 20, 5, 3}, {20, 1, 1}}) < 1e-6);
  CHECK(twin_difference(OpKind::kPRelu, {}, {{2, 20, 5, 3}, {1}}) < 1e-6);
  CHECK(twin_difference(OpKind::kPRelu, {}, {{2, 20, 5, 3}, {20, 5, 3}}) < 1e-6);
}

TEST_CASE("oneDNN takes roots of positive elements like the reference") {
  const auto kind = GENERATE(OpKind::kSqrt, OpKind::kRsqrt, OpKind::kLog);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 20, 5, 3}});
  graph.set_outputs({graph.add_node(kind, "node", {}, {x})});
  CHECK(twin_difference(graph, {random_tensor({2, 20, 5, 3}, 5, 0.01f, 9.0f)}) < 1e-5);
}

TEST_CASE("oneDNN transposes convolutions like the reference") {
  ConvTransposeAttrs attrs;
  attrs.stride = {2, 3};
  attrs.padding = {1, 0, 0, 1};
  attrs.output_padding = {1, 0};
  CHECK(twin_difference(OpKind::kConvTranspose2d, attrs, {{2, 6, 5, 4}, {6, 8, 3, 4}}) < 1e-5);
  attrs.groups = 2;
  CHECK(twin_difference(OpKind::kConvTranspose2d, attrs, {{2, 6, 5, 4}, {6, 4, 3, 4}, {8}}) < 1e-5);
}
