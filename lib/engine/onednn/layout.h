// How oneDNN lays a tensor out in memory. oneDNN prefers "blocked" layouts such as nChw16c, in
// which 16 channels of one pixel stand side by side; the last block is padded with zeros if the
// number of channels is not a multiple of 16.
#pragma once

#include <dnnl.hpp>
#include <optional>

#include "tensor/channel_layout.h"

namespace msquant {

using MemDesc = dnnl::memory::desc;
using DataType = dnnl::memory::data_type;

// C order without gaps. A scalar becomes one dimension of 1, which oneDNN needs.
MemDesc plain_desc(const Shape& shape, DataType type = DataType::f32);

// The same, with the dimensions in another order of memory: dimension i has strides[i].
MemDesc strided_desc(const Shape& shape, const Shape& strides);

// Leaves the layout to the primitive.
MemDesc any_desc(const Shape& shape, DataType type = DataType::f32);

// The same layout of elements of another type.
MemDesc retyped(MemDesc desc, DataType type);

bool is_plain(const MemDesc& desc);

// The memory of `desc` is that of the plain layout too (blocks of an image of one pixel, say).
bool is_plain_in_memory(const MemDesc& desc);

// The memory holds other elements than the tensor's own: the padding of the last block.
bool is_padded(const MemDesc& desc);

// Elements in memory, with padding.
int64_t stored_elements(const MemDesc& desc);

// As channels of images. Nothing if the layout does not have that form. Two dimensions are an image
// of one pixel.
std::optional<ChannelLayout> channel_layout(const MemDesc& desc);

// The layout of `like`, which has a channel_layout(), for images of another shape.
MemDesc desc_like(const MemDesc& like, const Shape& shape);

}  // namespace msquant
