// The part of the compiler that adds steps, and the borders of the plan.
#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "engine/onednn/compiler.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/operator_table.h"

namespace msquant {
namespace {

bool is_written(int argument) {
  return argument == DNNL_ARG_DST || argument == DNNL_ARG_SCRATCHPAD;
}

template <class To, class From>
void convert(const From* from, To* to, int64_t count) {
  std::transform(from, from + count, to, [](From value) { return static_cast<To>(value); });
}

void copy_elements(const void* from, Tensor& to) {
  std::memcpy(const_cast<void*>(to.raw()), from, static_cast<size_t>(to.byte_size()));
}

}  // namespace

void Compiler::add_kernel(std::vector<BufferId> reads, std::vector<BufferId> writes,
                          std::function<void(const Frame&)> kernel) {
  Step step;
  step.reads = std::move(reads);
  step.writes = std::move(writes);
  step.kernel = std::move(kernel);
  add_step(std::move(step));
}

Step Compiler::primitive_step(const dnnl::primitive& primitive, const MemDesc& scratchpad,
                              std::vector<Argument> arguments) {
  if (scratchpad.get_size() > 0) {
    arguments.push_back({DNNL_ARG_SCRATCHPAD, new_buffer(scratchpad)});
  }
  Step step;
  for (const auto& [name, buffer] : arguments) {
    (is_written(name) ? step.writes : step.reads).push_back(buffer);
  }
  step.primitive = primitive;
  step.arguments = std::move(arguments);
  return step;
}

void Compiler::add_primitive(const dnnl::primitive& primitive, const MemDesc& scratchpad,
                             std::vector<Argument> arguments, bool is_single_threaded) {
  Step step = primitive_step(primitive, scratchpad, std::move(arguments));
  step.is_single_threaded = is_single_threaded;
  add_step(std::move(step));
}

void Compiler::add_step(Step step) {
  reads_only_constants(step) ? make_constant(std::move(step)) : append_step(std::move(step));
}

void Compiler::append_step(Step step) {
  for (BufferId id : step.writes) written_.insert(plan_->buffers[Plan::index(id)].storage);
  plan_->steps.push_back(std::move(step));
}

bool Compiler::reads_only_constants(const Step& step) const {
  const auto is_constant = [&](BufferId id) {
    return plan_->storage_of(id).kind == StorageKind::kConstant;
  };
  const auto is_fresh = [&](BufferId id) {
    return written_.count(plan_->buffers[Plan::index(id)].storage) == 0;
  };
  return !step.reads.empty() && !step.writes.empty() &&
         std::all_of(step.reads.begin(), step.reads.end(), is_constant) &&
         std::all_of(step.writes.begin(), step.writes.end(), is_fresh);
}

void Compiler::make_constant(Step step) {
  for (BufferId id : step.writes) {
    plan_->storages[Plan::index(plan_->buffers[Plan::index(id)].storage)].kind =
        StorageKind::kConstant;
  }
  constant_steps_.push_back(std::move(step));
}

void Compiler::make_constants() {
  plan_->constants.resize(plan_->buffers.size());
  for (const Step& step : plan_->steps) {
    for (const auto& [name, buffer] : step.arguments) {
      const Storage& storage = plan_->storage_of(buffer);
      dnnl::memory& memory = plan_->constants[Plan::index(buffer)];
      if (storage.kind != StorageKind::kConstant || memory) continue;
      memory = {desc_of(buffer), engine(), const_cast<void*>(storage.constant.get())};
    }
  }
}

void Compiler::define_input(size_t i) {
  const ValueId id = graph_.inputs()[i];
  const auto& [dtype, shape] = graph_.value(id).type;
  if (const std::string because = why_not_carried(graph_.value(id).type); !because.empty()) {
    throw Error(ErrorKind::kUnsupported, "the onednn engine cannot take an input",
                "input '" + graph_.value(id).name + "'", because, "use the engine 'reference'");
  }
  Storage storage;
  storage.kind = StorageKind::kInput;
  storage.input = i;
  storage.bytes = element_count(shape) * size_of(dtype);
  const DataType type = dtype == DType::kInt32 ? DataType::s32 : DataType::f32;
  plan_->buffers.push_back({add_storage(std::move(storage)), plain_desc(shape, type)});
  const BufferId input = static_cast<BufferId>(plan_->buffers.size()) - 1;
  if (dtype == DType::kFloat32 || dtype == DType::kInt32) return define(id, {input, 0});
  const BufferId result = new_buffer(plain_desc(shape));
  const int64_t count = element_count(shape);
  const bool is_int8 = dtype == DType::kInt8;
  add_kernel({input}, {result}, [=](const Frame& frame) {
    is_int8 ? convert(frame.data<int8_t>(input), frame.data<float>(result), count)
            : convert(frame.data<Half>(input), frame.data<float>(result), count);
  });
  define(id, {result, 0});
}

void Compiler::define_output(size_t i) {
  // Of any type, also of one that no operator here takes.
  if (const auto& constant = graph_.value(outputs_[i]).constant) {
    return add_kernel({}, {}, [i, from = *constant](const Frame& frame) {
      copy_elements(from.raw(), frame.output(i));
    });
  }
  const DType dtype = plan_->outputs[i].dtype;
  const BufferId from = plain(outputs_[i]);
  add_kernel({from}, {}, [=](const Frame& frame) {
    Tensor& to = frame.output(i);
    if (dtype == DType::kInt8) {
      convert(frame.data<float>(from), to.mutable_data<int8_t>().begin(), to.size());
    } else if (dtype == DType::kFloat16) {
      convert(frame.data<float>(from), to.mutable_data<Half>().begin(), to.size());
    } else {
      copy_elements(frame.data<void>(from), to);
    }
  });
}

}  // namespace msquant
