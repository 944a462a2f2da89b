// Reading operators that take parts of a tensor.
#include <limits>

#include "formats/air/air_ops.h"
#include "formats/slice_bounds.h"

namespace msquant {
namespace {

// More than any network has; a broken file must not make us add what it declares.
constexpr int64_t kMostParts = 4096;

std::vector<int64_t> part_sizes(AirNode& node, int64_t count, int64_t size) {
  if (node.type() == "SplitVD") return node.attributes().get_ints("size_splits");
  node.require(size % count == 0, "it splits " + std::to_string(size) + " elements into " +
                                      std::to_string(count) + " equal parts");
  return std::vector<int64_t>(static_cast<size_t>(count), size / count);
}

}  // namespace

ValueId read_strided_slice(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  if (attributes.get_int("ellipsis_mask") != 0 || attributes.get_int("new_axis_mask") != 0) {
    node.unsupported("it has an ellipsis_mask or a new_axis_mask");
  }
  const StridedSlice slice{node.constant_ints(1),          node.constant_ints(2),
                           node.constant_ints(3),          attributes.get_int("begin_mask"),
                           attributes.get_int("end_mask"), attributes.get_int("shrink_axis_mask")};
  const Shape x = node.shape(0);
  const std::string problem = slice.problem(x);
  node.require(problem.empty(), problem);
  if (slice.shrink_mask == 0) {
    return node.add(OpKind::kSlice, slice.attributes(x), {node.input(0)});
  }
  const ValueId part =
      node.add(node.name() + ".part", OpKind::kSlice, slice.attributes(x), {node.input(0)});
  const Shape shape = slice.without_shrunk(node.graph().value(part).type.shape);
  return node.add(OpKind::kReshape, ReshapeAttrs{shape}, {part});
}

// Slice, SliceD: a size of -1 means all that follow.
ValueId read_slice(AirNode& node) {
  const bool is_d = node.type() == "SliceD";
  const auto offsets = is_d ? node.attributes().get_ints("offsets") : node.constant_ints(1);
  const auto sizes = is_d ? node.attributes().get_ints("size") : node.constant_ints(2);
  const Shape x = node.shape(0);
  node.require(offsets.size() == x.size() && sizes.size() == x.size(),
               "its offsets or sizes do not fit " + to_string(x));
  SliceAttrs attrs;
  for (size_t i = 0; i < x.size(); ++i) {
    const bool is_inside =
        offsets[i] >= 0 && offsets[i] <= x[i] && sizes[i] >= -1 && sizes[i] <= x[i] - offsets[i];
    node.require(is_inside, "its offsets or sizes do not fit " + to_string(x));
    add_slice(attrs, x[i], offsets[i], sizes[i] == -1 ? x[i] : offsets[i] + sizes[i], 1);
  }
  return node.add(OpKind::kSlice, attrs, {node.input(0)});
}

// SplitD, SplitVD.
ValueId read_split(AirNode& node) {
  const int64_t axis = node.normalized_axis(node.attributes().get_int("split_dim"));
  const int64_t count = node.attributes().get_int("num_split");
  node.require(count >= 1 && count <= kMostParts, "it has " + std::to_string(count) + " parts");
  const Shape x = node.shape(0);
  const int64_t size = x[static_cast<size_t>(axis)];
  const std::vector<int64_t> sizes = part_sizes(node, count, size);
  node.require(static_cast<int64_t>(sizes.size()) == count, "its sizes do not fit its num_split");
  std::vector<ValueId> parts;
  int64_t begin = 0;
  for (int64_t part : sizes) {
    node.require(part >= 0 && part <= size - begin, "its parts are more than the whole");
    parts.push_back(node.add(
        node.name() + "." + std::to_string(parts.size()), OpKind::kSlice,
        slice_of_axis(static_cast<int64_t>(x.size()), axis, begin, begin + part), {node.input(0)}));
    begin += part;
  }
  node.require(begin == size, "its parts are less than the whole");
  node.more_results.assign(parts.begin() + 1, parts.end());
  return parts[0];
}

// GatherV2, GatherV2D. Indices of int64 are narrowed, which loses nothing as they are constant.
ValueId read_gather(AirNode& node) {
  const bool is_d = node.type() == "GatherV2D";
  if (!is_d && node.attributes().get_int("batch_dims") != 0) {
    node.unsupported("its batch_dims is not 0");
  }
  const std::vector<int64_t> axes =
      is_d ? std::vector<int64_t>{node.attributes().get_int("axis")} : node.constant_ints(2);
  node.require(axes.size() == 1, "it has " + std::to_string(axes.size()) + " axes");
  const int64_t axis = node.normalized_axis(axes[0]);
  ValueId indices = node.input(1);
  if (node.graph().value(indices).type.dtype == DType::kInt64) {
    std::vector<int32_t> narrow;
    for (int64_t index : node.constant(1).data<int64_t>()) {
      node.require(index >= 0 && index <= std::numeric_limits<int32_t>::max(),
                   "its index " + std::to_string(index) + " is out of range");
      narrow.push_back(static_cast<int32_t>(index));
    }
    indices = node.graph().add_constant(node.graph().value(indices).name,
                                        Tensor::from(node.shape(1), narrow));
  }
  return node.add(OpKind::kGather, AxisAttrs{axis}, {node.input(0), indices});
}

}  // namespace msquant
