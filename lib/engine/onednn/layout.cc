#include "engine/onednn/layout.h"

#include <utility>

#include "base/error.h"

namespace msquant {
namespace {

Shape row_major_strides(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * shape[i];
  return strides;
}

constexpr std::pair<dnnl::memory::format_tag, int64_t> kBlockedTags[] = {
    {dnnl::memory::format_tag::nChw8c, 8}, {dnnl::memory::format_tag::nChw16c, 16}};

int64_t pixels_of(const Shape& shape) {
  return element_count(Shape(shape.begin() + 2, shape.end()));
}

bool is_nhwc(const MemDesc& desc) {
  using Tag = dnnl::memory::format_tag;
  return desc.data.ndims == 4 && desc == MemDesc(desc.dims(), desc.data_type(), Tag::nhwc);
}

// Channels in one block of nChw8c, nChw16c or NCHW; 0 for other layouts.
int64_t block_of(const MemDesc& desc) {
  if (is_plain(desc)) return 1;
  const dnnl_blocking_desc_t& blocking = desc.data.format_desc.blocking;
  if (desc.data.ndims != 4 || blocking.inner_nblks != 1) return 0;
  for (const auto& [tag, block] : kBlockedTags) {
    if (desc == MemDesc(desc.dims(), desc.data_type(), tag)) return block;
  }
  return 0;
}

}  // namespace

MemDesc plain_desc(const Shape& shape, DataType type) {
  if (shape.empty()) return {{1}, type, dnnl::memory::dims{1}};
  return {shape, type, row_major_strides(shape)};
}

MemDesc strided_desc(const Shape& shape, const Shape& strides) {
  return {shape, DataType::f32, strides};
}

MemDesc any_desc(const Shape& shape, DataType type) {
  return {shape, type, dnnl::memory::format_tag::any};
}

MemDesc retyped(MemDesc desc, DataType type) {
  desc.data.data_type = dnnl::memory::convert_to_c(type);
  return desc;
}

bool is_plain(const MemDesc& desc) { return desc == plain_desc(desc.dims(), desc.data_type()); }

bool is_plain_in_memory(const MemDesc& desc) {
  if (is_plain(desc)) return true;
  return channel_layout(desc) && !is_padded(desc) && pixels_of(desc.dims()) == 1;
}

bool is_padded(const MemDesc& desc) { return stored_elements(desc) != element_count(desc.dims()); }

int64_t stored_elements(const MemDesc& desc) {
  return static_cast<int64_t>(desc.get_size() / dnnl::memory::data_type_size(desc.data_type()));
}

std::optional<ChannelLayout> channel_layout(const MemDesc& desc) {
  if (desc.data.format_kind != dnnl_blocked || desc.data.ndims < 2) return {};
  const Shape shape = desc.dims();
  if (is_nhwc(desc)) return ChannelLayout{shape[0] * pixels_of(shape), shape[1], 1, 1};
  const int64_t block = block_of(desc);
  if (block == 0) return {};
  return ChannelLayout{shape[0], (shape[1] + block - 1) / block, pixels_of(shape), block};
}

MemDesc desc_like(const MemDesc& like, const Shape& shape) {
  if (is_nhwc(like)) return {shape, like.data_type(), dnnl::memory::format_tag::nhwc};
  for (const auto& [tag, block] : kBlockedTags) {
    if (block_of(like) == block) return {shape, like.data_type(), tag};
  }
  MSQUANT_CHECK(is_plain(like));
  return plain_desc(shape, like.data_type());
}

}  // namespace msquant
