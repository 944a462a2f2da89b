// Operators that move elements.
#include "formats/air/ge_port_types.h"

namespace msquant {
namespace {

using namespace ge_types;
using Kind = GeAttributeKind;

constexpr auto kDynamic = GePortKind::kDynamic;

constexpr uint64_t kMoved = kIntegers | kFloatBf16;
constexpr uint64_t kTiled = kNumberBool;

std::vector<GeAttribute> slice_masks() {
  return {{"begin_mask", Kind::kInt, int64_t{0}},
          {"end_mask", Kind::kInt, int64_t{0}},
          {"ellipsis_mask", Kind::kInt, int64_t{0}},
          {"new_axis_mask", Kind::kInt, int64_t{0}},
          {"shrink_axis_mask", Kind::kInt, int64_t{0}}};
}

std::vector<GePrototype> reshape_prototypes() {
  const std::vector<int64_t> none;
  return {{"Reshape",
           {{"x", kAll}, {"shape", kIndex}},
           one("y", kAll),
           {{"axis", Kind::kInt, int64_t{0}}, {"num_axes", Kind::kInt, int64_t{-1}}}},
          {"Flatten", one("x", kMoved), one("y", kMoved), {{"axis", Kind::kInt, int64_t{1}}}},
          {"Squeeze", one("x", kAll), one("y", kAll), {{"axis", Kind::kInts, none}}},
          {"SqueezeV2", one("x", kAll), one("y", kAll), {{"axis", Kind::kInts, none}}},
          {"Unsqueeze", one("x", kAll), one("y", kAll), {{"axes", Kind::kInts, none}}},
          {"UnsqueezeV2", one("x", kAll), one("y", kAll), {{"axis", Kind::kInts, none}}},
          {"ExpandDims", {{"x", kNumberBool}, {"axis", kIndex}}, one("y", kNumberBool), {}}};
}

std::vector<GePrototype> part_prototypes() {
  return {{"StridedSlice",
           {{"x", kNumber}, {"begin", kIndex}, {"end", kIndex}, {"strides", kIndex}},
           one("y", kNumber),
           slice_masks()},
          {"Slice", {{"x", kNumber}, {"offsets", kIndex}, {"size", kIndex}}, one("y", kNumber), {}},
          {"SliceD",
           one("x", kNumber),
           one("y", kNumber),
           {{"offsets", Kind::kInts}, {"size", Kind::kInts}}},
          {"SplitD",
           one("x", kMoved | types(DT_BOOL)),
           {{"y", kMoved | types(DT_BOOL), kDynamic}},
           {{"split_dim", Kind::kInt}, {"num_split", Kind::kInt}}},
          {"SplitVD",
           one("x", kMoved | types(DT_BOOL)),
           {{"y", kMoved | types(DT_BOOL), kDynamic}},
           {{"size_splits", Kind::kInts}, {"split_dim", Kind::kInt}, {"num_split", Kind::kInt}}},
          {"GatherV2",
           {{"x", kNumberBool}, {"indices", kIndex}, {"axis", kIndex}},
           one("y", kNumberBool),
           {{"batch_dims", Kind::kInt, int64_t{0}},
            {"is_preprocessed", Kind::kBool, false},
            {"negative_index_support", Kind::kBool, false}}},
          {"GatherV2D",
           {{"x", kMoved ^ types(DT_BF16)}, {"indices", kIndex}},
           one("y", kMoved ^ types(DT_BF16)),
           {{"axis", Kind::kInt}}}};
}

std::vector<GePrototype> layout_prototypes() {
  return {{"Transpose", {{"x", kNumber}, {"perm", kIndex}}, one("y", kNumber), {}},
          {"TransposeD",
           one("x", kMoved ^ types(DT_BF16)),
           one("y", kMoved ^ types(DT_BF16)),
           {{"perm", Kind::kInts}}},
          {"ConcatD",
           {{"x", kMoved, kDynamic}},
           one("y", kMoved),
           {{"concat_dim", Kind::kInt}, {"N", Kind::kInt, int64_t{1}}}},
          {"ConcatV2D",
           {{"x", kMoved, kDynamic}},
           one("y", kMoved),
           {{"concat_dim", Kind::kInt}, {"N", Kind::kInt, int64_t{1}}}},
          {"Pack",
           {{"x", kNumberBool, kDynamic}},
           one("y", kNumberBool),
           {{"axis", Kind::kInt, int64_t{0}}, {"N", Kind::kInt, int64_t{1}}}},
          {"Tile", {{"x", kTiled}, {"multiples", kIndex}}, one("y", kTiled), {}},
          {"TileD",
           one("x", kFloatBf16 | kI32),
           one("y", kFloatBf16 | kI32),
           {{"multiples", Kind::kInts}}},
          {"BroadcastTo", {{"x", kNumber}, {"shape", kIndex}}, one("y", kNumber), {}},
          {"Pad", {{"x", kNumber}, {"paddings", kIndex}}, one("y", kNumber), {}},
          {"PadD",
           one("x", kFloatBf16 | kI32),
           one("y", kFloatBf16 | kI32),
           {{"paddings", Kind::kIntLists}}},
          {"PadV2",
           {{"x", kNumber}, {"paddings", kIndex}, {"constant_values", kNumber}},
           one("y", kNumber),
           {}}};
}

}  // namespace

std::vector<GePrototype> shape_prototypes() {
  std::vector<GePrototype> all = reshape_prototypes();
  for (const auto& family : {part_prototypes(), layout_prototypes()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace msquant
