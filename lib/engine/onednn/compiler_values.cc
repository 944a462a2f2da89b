// The part of the compiler that knows where the values are.
#include <algorithm>
#include <utility>

#include "base/error.h"
#include "engine/onednn/compiler.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/kernels.h"
#include "engine/onednn/out_of_memory.h"

namespace msquant {

StorageId Compiler::add_storage(Storage storage) {
  plan_->storages.push_back(std::move(storage));
  return static_cast<StorageId>(plan_->storages.size()) - 1;
}

BufferId Compiler::new_buffer(const MemDesc& desc) {
  Storage storage;
  storage.bytes = static_cast<int64_t>(desc.get_size());
  plan_->buffers.push_back({add_storage(std::move(storage)), desc});
  return static_cast<BufferId>(plan_->buffers.size()) - 1;
}

BufferId Compiler::view(BufferId id, const MemDesc& desc) {
  const StorageId storage = plan_->buffers[Plan::index(id)].storage;
  MSQUANT_CHECK(static_cast<int64_t>(desc.get_size()) <=
                plan_->storages[Plan::index(storage)].bytes);
  plan_->buffers.push_back({storage, desc});
  return static_cast<BufferId>(plan_->buffers.size()) - 1;
}

BufferId Compiler::constant(const Tensor& tensor) {
  return tensor.dtype() == DType::kInt32 ? constant(tensor, DataType::s32)
                                         : constant(tensor.to_float32(), DataType::f32);
}

BufferId Compiler::constant(const Tensor& tensor, DataType type) {
  const auto owner = std::make_shared<Tensor>(tensor);
  Storage storage;
  storage.kind = StorageKind::kConstant;
  storage.bytes = owner->byte_size();
  storage.constant = std::shared_ptr<const void>(owner, owner->raw());
  plan_->buffers.push_back({add_storage(std::move(storage)), plain_desc(tensor.shape(), type)});
  return static_cast<BufferId>(plan_->buffers.size()) - 1;
}

Step Compiler::reorder_step(BufferId from, BufferId to) {
  require_room_for_code();
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::reorder::primitive_desc primitive(engine(), desc_of(from), engine(), desc_of(to),
                                                attributes);
  return primitive_step(dnnl::reorder(primitive), primitive.scratchpad_desc(),
                        {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

BufferId Compiler::reorder(BufferId from, const MemDesc& to) {
  const BufferId result = new_buffer(to);
  add_step(reorder_step(from, result));
  return result;
}

BufferId Compiler::copy(BufferId from, const MemDesc& to) {
  const BufferId result = new_buffer(to);
  append_step(reorder_step(from, result));
  return result;
}

BufferId Compiler::converted(BufferId from, const MemDesc& to) {
  if (desc_of(from) == to) return from;
  const bool is_same_memory = desc_of(from).data_type() == to.data_type() &&
                              is_plain_in_memory(desc_of(from)) && is_plain_in_memory(to);
  if (is_same_memory) return view(from, to);
  const StorageId storage = plan_->buffers[Plan::index(from)].storage;
  if (plan_->storages[Plan::index(storage)].kind != StorageKind::kConstant) {
    return reorder(from, to);
  }
  // Several convolutions may share a weight.
  for (const auto& [source, result] : converted_constants_[storage]) {
    if (source == desc_of(from) && desc_of(result) == to) return result;
  }
  const MemDesc source = desc_of(from);
  const BufferId result = reorder(from, to);
  converted_constants_[storage].emplace_back(source, result);
  return result;
}

// The same integers relative to another zero point.
BufferId Compiler::shift(BufferId from, int32_t difference) {
  const BufferId result = new_buffer(desc_of(from));
  const int64_t count = stored_elements(desc_of(from));
  add_kernel({from}, {result}, [=](const Frame& frame) {
    add_scalar(frame.data<float>(from), frame.data<float>(result), count,
               static_cast<float>(difference), frame.threads());
  });
  return result;
}

std::vector<Carrier>& Compiler::defined_carriers(ValueId id) {
  const Value& value = graph_.value(id);
  if (value.constant && carriers_.count(id) == 0) {
    add_carrier(id, {constant(*value.constant), 0});
  }
  return carriers_.at(id);
}

Carrier Compiler::best_carrier(ValueId id, int32_t zero_point, bool as_bytes) {
  std::vector<Carrier>& known = defined_carriers(id);
  const auto match = std::find_if(known.begin(), known.end(), [&](const Carrier& carrier) {
    return carrier.zero_point == zero_point && is_bytes(carrier) == as_bytes;
  });
  if (match != known.end()) return *match;
  const Carrier first = known.front();
  // The padding of the last block must stay 0.
  BufferId buffer = first.buffer;
  if (is_padded(desc_of(buffer)) || is_bytes(first)) {
    buffer = reorder(buffer, plain_desc(shape_of(id)));
  }
  if (first.zero_point != zero_point) buffer = shift(buffer, first.zero_point - zero_point);
  if (as_bytes) buffer = reorder(buffer, retyped(desc_of(buffer), DataType::u8));
  const Carrier result{buffer, zero_point};
  add_carrier(id, result);
  return result;
}

BufferId Compiler::any_layout(ValueId id, int32_t zero_point) {
  return best_carrier(id, zero_point, false).buffer;
}

BufferId Compiler::in_layout(ValueId id, const MemDesc& desc, int32_t zero_point) {
  const bool as_bytes = desc.data_type() == DataType::u8;
  const Carrier best = best_carrier(id, zero_point, as_bytes);
  for (const Carrier& carrier : defined_carriers(id)) {
    if (carrier.zero_point == zero_point && desc_of(carrier.buffer) == desc) return carrier.buffer;
  }
  const Carrier result{converted(best.buffer, desc), zero_point};
  add_carrier(id, result);
  return result.buffer;
}

BufferId Compiler::plain(ValueId id, int32_t zero_point) {
  const BufferId any = any_layout(id, zero_point);
  return in_layout(id, plain_desc(shape_of(id), desc_of(any).data_type()), zero_point);
}

void Compiler::add_carrier(ValueId id, Carrier carrier) {
  carriers_[id].push_back(carrier);
  const auto uses = remaining_uses_.find(id);
  if (uses == remaining_uses_.end() || uses->second == 0) return;
  ++needed_carriers_[plan_->buffers[Plan::index(carrier.buffer)].storage];
}

// The current operator is one of those that read the value.
void Compiler::use(ValueId id) {
  const auto known = carriers_.find(id);
  if (--remaining_uses_.at(id) > 0 || known == carriers_.end()) return;
  for (const Carrier& carrier : known->second) {
    --needed_carriers_[plan_->buffers[Plan::index(carrier.buffer)].storage];
  }
}

void Compiler::define(ValueId id, Carrier carrier) {
  add_carrier(id, carrier);
  if (watched_.count(id) != 0) add_tap(id);
}

void Compiler::define_view(ValueId id, ValueId of) {
  const int32_t zero_point = zero_point_of(of);
  if (shape_of(id) == shape_of(of)) return define(id, {any_layout(of, zero_point), zero_point});
  const BufferId memory = plain(of, zero_point);
  define(id, {view(memory, plain_desc(shape_of(id), desc_of(memory).data_type())), zero_point});
}

bool Compiler::is_constant(ValueId id) {
  return plan_->storage_of(any_layout(id)).kind == StorageKind::kConstant;
}

bool Compiler::is_last_use(BufferId buffer) const {
  return plan_->storage_of(buffer).kind == StorageKind::kArena &&
         is_used_up(plan_->buffers[Plan::index(buffer)].storage);
}

bool Compiler::is_used_up(StorageId storage) const {
  const auto needed = needed_carriers_.find(storage);
  return needed == needed_carriers_.end() || needed->second == 0;
}

BufferId Compiler::in_place_or_new(BufferId from) {
  return is_last_use(from) ? from : new_buffer(desc_of(from));
}

void Compiler::add_tap(ValueId id) {
  MSQUANT_CHECK(is_floating(graph_.value(id).type.dtype));
  const BufferId any = any_layout(id);
  const auto blocked = channel_layout(desc_of(any));
  const bool is_shown_as_it_is = blocked && !is_padded(desc_of(any));
  const BufferId shown = is_shown_as_it_is ? any : plain(id);
  const ChannelLayout layout = is_shown_as_it_is ? *blocked : plain_channel_layout(shape_of(id));
  const int64_t count = stored_elements(desc_of(shown));
  add_kernel({shown}, {}, [=](const Frame& frame) {
    if (frame.tap()) frame.tap()(id, {frame.data<const float>(shown), count}, layout);
  });
}

}  // namespace msquant
