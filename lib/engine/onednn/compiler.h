// Turns a graph into a plan, one operator after another. The emit_*() functions of emit.h call the
// services below.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/onednn/fusion.h"
#include "engine/onednn/plan.h"

namespace msquant {

// The elements of a value in one layout. Types are carried as follows:
//   float32  float32
//   float16  float32 holding float16 values
//   int8     float32 holding q - zero_point, which convolutions multiply directly; or bytes (uint8)
//            holding q + 128, zero_point -128, for those that run on int8 instructions
//   int32    int32
struct Carrier {
  BufferId buffer = 0;
  int32_t zero_point = 0;
};

class Compiler {
 public:
  Compiler(const Graph& graph, const ExecutorOptions& options);

  std::shared_ptr<const Plan> compile();

  const Graph& graph() const { return graph_; }
  const dnnl::engine& engine() const { return plan_->engine; }
  const MemDesc& desc_of(BufferId id) const { return plan_->desc_of(id); }
  const Shape& shape_of(ValueId id) const { return graph_.value(id).type.shape; }

  // The value in whatever layout there is, in that layout, or in C order. Adds steps that convert.
  // An int8 value comes as float32, unless `desc` is of uint8.
  BufferId any_layout(ValueId id, int32_t zero_point = 0);
  BufferId in_layout(ValueId id, const MemDesc& desc, int32_t zero_point = 0);
  BufferId plain(ValueId id, int32_t zero_point = 0);
  int32_t zero_point_of(ValueId id) { return defined_carriers(id).front().zero_point; }

  // New memory; the memory of a buffer under another layout; a constant.
  BufferId new_buffer(const MemDesc& desc);
  BufferId view(BufferId id, const MemDesc& desc);
  // Other types than int32 as float32, or as they are.
  BufferId constant(const Tensor& tensor);
  BufferId constant(const Tensor& tensor, DataType type);
  // The elements of `from` in another layout: in its own memory if that is the same, or copied.
  BufferId converted(BufferId from, const MemDesc& to);
  // A copy that the next step may write over.
  BufferId copy(BufferId from, const MemDesc& to);

  // `from` itself if nobody reads it after the current operator, else new memory. For steps that
  // may write over what they read.
  BufferId in_place_or_new(BufferId from);
  // Nobody reads the memory of `buffer` after the current operator.
  bool is_last_use(BufferId buffer) const;
  bool share_memory(BufferId a, BufferId b) const {
    return plan_->buffers[Plan::index(a)].storage == plan_->buffers[Plan::index(b)].storage;
  }

  // Adds a step for the current operator. A step that reads only constants runs when all are known,
  // and what it writes is a constant.
  void add_kernel(std::vector<BufferId> reads, std::vector<BufferId> writes,
                  std::function<void(const Frame&)> kernel);
  void add_primitive(const dnnl::primitive& primitive, const MemDesc& scratchpad,
                     std::vector<Argument> arguments, bool is_single_threaded = false);

  // Known when the plan is made.
  bool is_constant(ValueId id);

  // Says where the result of the current operator is.
  void define(ValueId id, Carrier carrier);
  // The value is another one's memory under its own shape (a reshape).
  void define_view(ValueId id, ValueId of);

  // For a part of a buffer that something else has filled.
  void add_reorder(BufferId from, BufferId to) { append_step(reorder_step(from, to)); }

 private:
  std::vector<Carrier>& defined_carriers(ValueId id);
  Carrier best_carrier(ValueId id, int32_t zero_point, bool as_bytes);
  bool is_bytes(const Carrier& carrier) const {
    return desc_of(carrier.buffer).data_type() == DataType::u8;
  }
  void add_carrier(ValueId id, Carrier carrier);
  Step reorder_step(BufferId from, BufferId to);
  BufferId reorder(BufferId from, const MemDesc& to);
  BufferId shift(BufferId from, int32_t difference);

  void count_uses();
  void use(ValueId id);
  void define_input(size_t i);
  void define_output(size_t i);
  void emit(const std::vector<NodeId>& nodes, const Chain* chain);
  bool emit_native(const Node& node, const Chain* chain);
  void require_carried_types(const Node& node) const;
  void add_tap(ValueId id);

  Step primitive_step(const dnnl::primitive& primitive, const MemDesc& scratchpad,
                      std::vector<Argument> arguments);
  void add_step(Step step);
  void append_step(Step step);
  bool reads_only_constants(const Step& step) const;
  void make_constant(Step step);
  void make_constants();
  // No value in it is used after the current operator.
  bool is_used_up(StorageId storage) const;
  StorageId add_storage(Storage storage);

  Graph graph_;  // without operators that nothing asked for depends on
  std::vector<ValueId> outputs_;
  std::set<ValueId> watched_;
  std::shared_ptr<Plan> plan_;
  std::map<ValueId, std::vector<Carrier>> carriers_;
  std::map<ValueId, int> remaining_uses_;
  std::map<StorageId, int> needed_carriers_;  // in it, of values that have uses left
  // Of a constant: under which layout it was read, and where it lies in another one.
  std::map<StorageId, std::vector<std::pair<MemDesc, BufferId>>> converted_constants_;
  std::set<StorageId> written_;
  std::vector<Step> constant_steps_;
  const int packing_threads_;
};

}  // namespace msquant
