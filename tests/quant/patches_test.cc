#include "quant/patches.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

Node conv_node(const ConvAttrs& attributes) {
  Node node;
  node.kind = OpKind::kConv2d;
  node.attributes = attributes;
  return node;
}

std::vector<float> patch_at(const Patches& patches, const std::vector<float>& x, int64_t group,
                            int64_t position) {
  std::vector<float> patch(static_cast<size_t>(patches.length()));
  patches.copy(x, group, position, patch.data());
  return patch;
}

}  // namespace

TEST_CASE("patches of a padded 2x2 kernel: what lies under it, zeros outside") {
  ConvAttrs attributes;
  attributes.padding.top = attributes.padding.left = 1;
  const Patches patches(conv_node(attributes), {1, 1, 2, 2}, {1, 1, 2, 2});
  const std::vector<float> x{1, 2, 3, 4};
  REQUIRE(patches.positions() == 4);
  REQUIRE(patches.length() == 4);
  CHECK(patch_at(patches, x, 0, 0) == std::vector<float>{0, 0, 0, 1});
  CHECK(patch_at(patches, x, 0, 1) == std::vector<float>{0, 0, 1, 2});
  CHECK(patch_at(patches, x, 0, 3) == std::vector<float>{1, 2, 3, 4});
  CHECK(patches.mean(x, 0) == std::vector<double>{0.25, 0.75, 1, 2.5});
}

TEST_CASE("patches follow stride, dilation and groups") {
  ConvAttrs attributes;
  attributes.stride = {1, 2};
  attributes.dilation = {1, 2};
  attributes.groups = 2;
  const Patches patches(conv_node(attributes), {1, 2, 1, 5}, {2, 1, 1, 2});
  const std::vector<float> x{0, 1, 2, 3, 4, 10, 11, 12, 13, 14};
  REQUIRE(patches.positions() == 2);
  CHECK(patch_at(patches, x, 0, 0) == std::vector<float>{0, 2});
  CHECK(patch_at(patches, x, 0, 1) == std::vector<float>{2, 4});
  CHECK(patch_at(patches, x, 1, 1) == std::vector<float>{12, 14});
}

TEST_CASE("patches of a matrix product are its rows") {
  Node node;
  node.kind = OpKind::kMatMul;
  node.attributes = MatMulAttrs{false, true};
  const Patches patches(node, {1, 2, 3}, {4, 3});
  const std::vector<float> x{1, 2, 3, 5, 6, 7};
  REQUIRE(patches.positions() == 2);
  CHECK(patch_at(patches, x, 0, 1) == std::vector<float>{5, 6, 7});
  CHECK(patches.mean(x, 0) == std::vector<double>{3, 4, 5});
}

TEST_CASE("a weight as rows has the output channels first, and comes back") {
  const Tensor columns = Tensor::from<float>({2, 3}, {1, 2, 3, 4, 5, 6});  // [in, out]
  const Tensor rows = weight_rows(columns, 1);
  CHECK(rows.shape() == Shape{3, 2});
  CHECK(rows.data<float>()[1] == 4);
  CHECK(weight_from_rows(rows, {2, 3}, 1).data<float>()[3] == 4);
  CHECK(weight_rows(Tensor::allocate(DType::kFloat32, {4, 2, 3, 3}), 0).shape() == Shape{4, 18});
}
