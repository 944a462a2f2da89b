// A compiled graph: steps in order, the buffers that they read and write, and where these lie. A
// plan does not change after compilation, so that any number of streams may run it at once.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/executor.h"
#include "engine/input_check.h"
#include "engine/onednn/layout.h"

namespace msquant {

using BufferId = int32_t;
using StorageId = int32_t;

enum class StorageKind {
  kArena,     // in every stream's own arena, at `offset`
  kConstant,  // shared by all streams
  kInput,     // the caller's tensor number `input`
};

struct Storage {
  StorageKind kind = StorageKind::kArena;
  int64_t bytes = 0;
  int64_t offset = 0;
  std::shared_ptr<const void> constant;
  size_t input = 0;
};

// A storage under a layout; a reshaped tensor is a second buffer of the same storage.
struct Buffer {
  StorageId storage = 0;
  MemDesc desc;
};

struct Argument {
  int name = 0;  // DNNL_ARG_SRC, …
  BufferId buffer = 0;
};

class Frame;

// A oneDNN primitive with its arguments, or a loop of our own.
struct Step {
  std::string name;  // of the node, for messages
  std::vector<BufferId> reads, writes;
  dnnl::primitive primitive;
  std::vector<Argument> arguments;
  std::function<void(const Frame&)> kernel;  // empty if there is a primitive
  // Primitives that share out the terms of a sum among threads (matrix products) would give results
  // that depend on the number of threads.
  bool is_single_threaded = false;
};

struct Plan {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  int threads = 1;
  // Deques, so that a reference to a layout outlives the adding of others.
  std::deque<Storage> storages;
  std::deque<Buffer> buffers;
  std::vector<Step> steps;
  // Of the constants that primitives read; oneDNN writes the padding of a block when it makes a
  // memory object, so streams must not make their own. By buffer, empty elsewhere.
  std::vector<dnnl::memory> constants;
  std::vector<InputSpec> inputs;
  std::vector<TensorType> outputs;
  int64_t arena_bytes = 0;

  const Storage& storage_of(BufferId id) const {
    return storages[index(buffers[index(id)].storage)];
  }
  const MemDesc& desc_of(BufferId id) const { return buffers[index(id)].desc; }
  static size_t index(int32_t id) { return static_cast<size_t>(id); }
};

// Gives every arena storage its offset such that storages in use at the same time do not overlap,
// and sets arena_bytes. Frees the constants that no step reads.
void place_storages(Plan& plan);

}  // namespace msquant
